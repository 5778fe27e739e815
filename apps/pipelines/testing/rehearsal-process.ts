import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import { type Summary, summarySchema } from "@alpha-engine/rehearsal";

const BIN = fileURLToPath(new URL("dist/bin.js", import.meta.resolve("alpha-engine/package.json")));
const CONFIG = fileURLToPath(new URL("../alpha-engine.config.ts", import.meta.url));

/** One `alpha-engine rehearse …` in a folder of its own, as its user would run it. */
export interface RehearsalProcess extends Disposable {
  readonly process: ChildProcess;
  readonly directory: string;
  readonly ended: Promise<Ended>;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function startRehearsal(
  flags: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
  pipeline = "saturday",
): RehearsalProcess {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "rehearsal-test-")));
  const directory = join(folder, "kept");
  const child = spawn(process.execPath, [BIN, "rehearse", pipeline, "--config", CONFIG, "--dir", directory, ...flags], {
    stdio: ["ignore", "pipe", "pipe"],
    env: environment,
  });
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]).then(
    ([stdout, stderr, [code]]) => ({
      code: code as number | null,
      stdout,
      stderr,
    }),
  );
  return { process: child, directory, ended, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/** What a rehearsal left behind. */
export interface Left {
  readonly summary: Summary;
  /** Paths below `s3/<bucket>/`. */
  readonly keys: readonly string[];
  readonly notifications: readonly { readonly subject: string; readonly message: string }[];
  readonly metrics: readonly { readonly name: string; readonly dimensions: Readonly<Record<string, string>> }[];
  readonly read: (key: string) => Buffer;
  /** What a command has printed, also where its log did not come to the bucket any more. */
  readonly commandOutput: (commandFolder: string) => string;
  /** A file of an instance, as the instance names it. */
  readonly onInstance: (instanceId: string, path: string) => Buffer;
}

export function whatIsLeft(directory: string): Left {
  const latest = join(directory, "latest");
  const summary = summarySchema.parse(JSON.parse(readFileSync(join(latest, "summary.json"), "utf8")));
  const bucket = join(latest, "s3", summary.logBucket ?? "");
  return {
    summary,
    keys: existsSync(bucket)
      ? readdirSync(bucket, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => relative(bucket, join(entry.parentPath, entry.name)))
      : [],
    notifications: jsonLines(join(latest, "sns.jsonl")) as Left["notifications"],
    metrics: jsonLines(join(latest, "metrics.jsonl")) as Left["metrics"],
    read: (key) => readFileSync(join(bucket, key)),
    commandOutput: (commandFolder) => readFileSync(join(latest, commandFolder, "stdout"), "utf8"),
    onInstance: (instanceId, path) => readFileSync(join(latest, "instances", instanceId, path)),
  };
}

/** Processes of this machine that belong to a rehearsal: they name its folder, or one of its instances in their environment. */
export function processesOf(directory: string): readonly string[] {
  const instances = existsSync(join(directory, "latest", "instances"))
    ? readdirSync(join(directory, "latest", "instances"))
    : [];
  const marks = [directory, ...instances];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) =>
      ["cmdline", "environ"].some((file) => marks.some((mark) => contentOf(`/proc/${pid}/${file}`).includes(mark))),
    );
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

function jsonLines(path: string): readonly unknown[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return lines.map((line): unknown => JSON.parse(line));
}
