import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Summary } from "@alpha-engine/rehearsal";

const TAIL_LINES = 12;

/** For a run that failed: the end of the log of each step that did, and what to type next. */
export function failureNotes({ status, states, logBucket }: Summary, directory: string): readonly string[] {
  if (status === "ABORTED") return [`stopped    everything that was written is kept in ${directory}`];
  const failed = states.filter((state) => state.status === "FAILED");
  const logs = failed.flatMap(({ name, logKey }) =>
    logKey === null ? [] : [{ name, path: join(directory, "s3", logBucket, logKey) }],
  );
  return [
    ...logs.flatMap(({ name, path }) => [
      "",
      `${name}, the end of its log:`,
      ...tailOf(path).map((line) => `  ${line}`),
    ]),
    ...(logs[0] === undefined ? [] : ["", `next       less ${logs[0].path}`]),
  ];
}

function tailOf(path: string): readonly string[] {
  try {
    return readFileSync(path, "utf8").trimEnd().split("\n").slice(-TAIL_LINES);
  } catch (error) {
    return [`(${(error as Error).message})`];
  }
}
