import { writeFileSync } from "node:fs";

import { EXIT_CODES } from "@alpha-engine/dialect";

import { keepHeapSmall } from "../process/tuning.ts";
import type { RunResult } from "../run/options.ts";
import { run } from "../run/run.ts";
import type { RunFlags } from "./run-flags.ts";
import { say, warn } from "./say.ts";

/** Runs and tells people how it went; the exit code is the command's. */
export async function runCommand(command: readonly string[], flags: RunFlags): Promise<number> {
  if (command.length === 0) {
    say("no command: write it after --, as in: log-capture run --slug s --log f -- ls -l");
    return EXIT_CODES.usage;
  }
  const bucket = flags.bucket ?? (process.env.S3_BUCKET || undefined);
  if (bucket !== undefined) keepHeapSmall();
  const result = await run({
    slug: flags.slug,
    logPath: flags.log,
    command,
    bucket,
    prefix: flags.prefix,
    runDate: flags.runDate,
    uploadEvery: flags.uploadEvery,
    uploadTimeout: flags.uploadTimeout,
    grace: flags.grace,
    redact: { patterns: flags.redact, envNames: flags.redactEnv },
    stdin: flags.stdin === true ? "inherit" : "ignore",
  });
  for (const { what, message } of result.problems) {
    const next = `; next: log-capture ship --slug ${flags.slug} --log ${flags.log} --bucket ${bucket}`;
    warn(`${what}: ${message}${what === "ship" && result.shipped === undefined ? next : ""}`);
  }
  if (bucket === undefined) warn(`the log stays in ${flags.log}: no --bucket and no $S3_BUCKET`);
  if (result.shipped !== undefined) {
    say(`${result.shipped.bytes} bytes in s3://${result.shipped.bucket}/${result.shipped.key}`);
  }
  if (flags.json !== undefined) writeResult(flags.json, result);
  return result.exitCode;
}

function writeResult(file: string, result: RunResult): void {
  try {
    writeFileSync(file, `${JSON.stringify(result, undefined, 2)}\n`);
  } catch (error) {
    warn(`json: ${(error as Error).message}`);
  }
}
