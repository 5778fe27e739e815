import { appendFileSync, writeFileSync } from "node:fs";

import type { Fact } from "./fact.ts";

/**
 * Writes a record to a file, a fact at a time: what was told is in the file when this returns, so that the run may be killed
 * at any moment. What already is in the file stays.
 *
 * @throws the error of the file system, as of a full disk
 *
 * @example
 * ```ts example
 * import { readRecord, recordWriter } from "@alpha-engine/run-record";
 *
 * const tell = recordWriter("run.ndjson");
 * tell({ type: "left", from: "observed", at: null, what: "instance", id: "i-0123456789abcdef0" });
 * console.log((await readRecord("run.ndjson", { whole: false })).facts.length);
 * ```
 * ```text output
 * 1
 * ```
 */
export function recordWriter(file: string): (fact: Fact) => void {
  return (fact) => appendFileSync(file, lineOf(fact));
}

/**
 * Writes a whole record to a file, in place of what is there.
 *
 * @throws the error of the file system, as of a full disk
 *
 * @example
 * ```ts example
 * import { readRecord, writeRecord } from "@alpha-engine/run-record";
 *
 * writeRecord("whole.ndjson", [{ type: "time", from: "observed", at: null, note: "a limit struck" }]);
 * console.log((await readRecord("whole.ndjson", { whole: false })).facts.length);
 * ```
 * ```text output
 * 1
 * ```
 */
export function writeRecord(file: string, facts: readonly Fact[]): void {
  writeFileSync(file, facts.map(lineOf).join(""));
}

function lineOf(fact: Fact): string {
  return `${JSON.stringify(fact)}\n`;
}
