import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { styleText } from "node:util";

import { widthOf } from "@alpha-engine/command-line";
import type { RehearsalResult, StateSummary, Summary } from "@alpha-engine/rehearsal";

import { runTable } from "./run-table.ts";

const TAIL_LINES = 12;

/** The end of a rehearsal: the table, the verdict, where everything lies; for a failure its logs and the next command. */
export function runReport({ summary, directory }: RehearsalResult, stream: NodeJS.WriteStream): string {
  const here = relative(process.cwd(), directory) || ".";
  const { status, wallSeconds, interrupted, error, cause, problems } = summary;
  const isGood = status === "SUCCEEDED" && problems.length === 0;
  const verdict = styleText(isGood ? "green" : "red", status, { stream });
  const lines = [
    "",
    runTable(summary, widthOf(stream), stream),
    "",
    `${verdict} after ${wallSeconds.toFixed(1)} s${error === null ? "" : `: ${error}`}`,
    ...(cause === null ? [] : [`cause      ${cause}`]),
    ...(interrupted === null ? [] : [`stopped    it was interrupted while ${interrupted}`]),
    ...problems.map((problem) => `problem    ${problem}`),
    ...summary.time.notes.map((note) => `time       ${note}`),
    `summary    ${join(here, "summary.json")}`,
    `history    ${join(here, "history.json")}`,
    ...whereObjectsLie(summary, here),
    `messages   ${join(here, "sns.jsonl")}, ${join(here, "metrics.jsonl")}`,
    `machines   ${join(here, "instances")}`,
    ...(isGood ? [] : notesOnFailure(summary, here)),
  ];
  return lines.join("\n");
}

function whereObjectsLie({ logBucket }: Summary, here: string): readonly string[] {
  if (logBucket === null) return [`artifacts  ${join(here, "s3")}`];
  const bucket = join(here, "s3", logBucket);
  return [`artifacts  ${bucket}`, `logs       ${join(bucket, "_ssm_logs")}`];
}

function notesOnFailure(summary: Summary, here: string): readonly string[] {
  const { status, states } = summary;
  if (status === "ABORTED") return [`stopped    everything that was written is kept in ${here}`];
  const failed = states.filter((state) => state.status === "FAILED");
  const logs = failed.flatMap((state) => logsOf(state, summary, here).map((path) => ({ name: state.name, path })));
  const tails = logs
    .map(({ name, path }) => ({ name, path, tail: tailOf(path) }))
    .filter(({ tail }) => tail.length > 0);
  const look = tails[0]?.path ?? join(here, status === "SUCCEEDED" ? "summary.json" : "history.json");
  return [
    ...tails.flatMap(({ name, tail }) => ["", `${name}, the end of its log:`, ...tail.map((line) => `  ${line}`)]),
    "",
    `next: less ${look}`,
  ];
}

/** The log in the bucket; where there is none, what the agent on the machine has kept. */
function logsOf({ logKey, commandFolder }: StateSummary, { logBucket }: Summary, here: string): readonly string[] {
  if (logKey !== null && logBucket !== null) return [join(here, "s3", logBucket, logKey)];
  if (commandFolder === null) return [];
  return ["stdout", "stderr"].map((name) => join(here, commandFolder, name));
}

function tailOf(path: string): readonly string[] {
  try {
    const text = readFileSync(path, "utf8").trimEnd();
    return text === "" ? [] : text.split("\n").slice(-TAIL_LINES);
  } catch {
    return [];
  }
}
