import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import { ExitError, UsageError } from "@alpha-engine/command-line";
import type { Definition } from "@alpha-engine/definition";
import { EXIT_CODES } from "@alpha-engine/dialect";
import type { RecordedExecution } from "@alpha-engine/rehearsal/report";
import { junitOf, summaryOf, writeRecord } from "@alpha-engine/run-record";

import { loadConfig } from "../config/load-config.ts";
import { openFile } from "../outputs/open-file.ts";
import { definitionNamed } from "../pipeline/definition-named.ts";
import { readHistoryFile } from "../pipeline/history-file.ts";
import { isGood } from "../terminal/is-good.ts";
import { runReport } from "../terminal/run-report.ts";

export interface ReportFlags {
  readonly config?: string;
  readonly definition?: string;
  readonly logs?: string;
  readonly dir: string;
  readonly junit?: string;
  readonly strict?: true;
  readonly json?: true;
}

const ARN = /^arn:aws[\w-]*:states:([\w-]+):\d{12}:execution:[^:]+:[^:]+$/;

/** `alpha-engine report ARN|history.json` */
export async function reportCommand(word: string, flags: ReportFlags): Promise<void> {
  const junit = flags.junit === undefined ? undefined : openFile(flags.junit, "--junit");
  const execution = word.startsWith("arn:") ? await fetched(word, flags) : await read(word, flags);
  const { recordOfExecution } = await import("@alpha-engine/rehearsal/report");
  const facts = recordOfExecution(execution);
  const summary = summaryOf(facts);
  const directory = join(flags.dir, nameOf(word));
  try {
    mkdirSync(directory, { recursive: true });
    writeRecord(join(directory, "run.ndjson"), facts);
    writeFileSync(join(directory, "summary.json"), `${JSON.stringify(summary, undefined, 2)}\n`);
    writeFileSync(join(directory, "history.json"), `${JSON.stringify(execution.history, undefined, 2)}\n`);
  } catch (error) {
    throw new UsageError(`--dir ${flags.dir}: cannot be written: ${(error as Error).message}`);
  }
  const good = isGood(summary, flags.strict === true);
  if (junit !== undefined) writeFileSync(junit, junitOf(facts, { good }));
  const said =
    flags.json === true ? JSON.stringify(summary) : runReport({ summary, directory }, process.stdout, flags.strict);
  await new Promise((resolve) => process.stdout.write(`${said}\n`, resolve));
  throw new ExitError(good ? EXIT_CODES.ok : EXIT_CODES.bad);
}

async function fetched(arn: string, { definition, logs }: ReportFlags): Promise<RecordedExecution> {
  const region = ARN.exec(arn)?.[1];
  if (region === undefined)
    throw new UsageError(
      `expected the ARN of an execution, arn:aws:states:REGION:ACCOUNT:execution:STATE-MACHINE:NAME, got ${JSON.stringify(arn)}`,
    );
  if (definition !== undefined) throw new UsageError("--definition is for a file: AWS says what an execution ran");
  const { fetchExecution } = await import("@alpha-engine/rehearsal/report");
  const onProgress = (what: string): void => void (process.stderr.isTTY && process.stderr.write(`  ${what}\n`));
  return await fetchExecution(arn, { region, logs: logPlace(logs), onProgress });
}

async function read(file: string, { definition, config, logs }: ReportFlags): Promise<RecordedExecution> {
  if (logs !== undefined) throw new UsageError("--logs is for an execution in AWS: a file names no account");
  const history = await readHistoryFile(file);
  if (definition === undefined) return { history };
  const { tree } = await definitionNamed(definition, await loadConfig(config), {});
  return { history, definition: tree.definition as Definition };
}

/** `s3://bucket/prefix` */
function logPlace(word: string | undefined): { readonly bucket: string; readonly prefix: string } | undefined {
  if (word === undefined) return undefined;
  const [, bucket, prefix = ""] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(word) ?? [];
  if (bucket === undefined) throw new UsageError(`--logs: expected s3://BUCKET/PREFIX, got ${JSON.stringify(word)}`);
  return { bucket, prefix };
}

function nameOf(word: string): string {
  if (word === "-") return "stdin";
  return word.startsWith("arn:") ? (word.split(":").at(-1) ?? word) : basename(word).replace(/\.json$/, "");
}
