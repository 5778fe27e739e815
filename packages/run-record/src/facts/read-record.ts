import { readFile } from "node:fs/promises";

import { RunRecordError } from "../errors.ts";
import { FACT_SCHEMAS } from "./fact-schema.ts";
import type { Fact } from "./fact.ts";

/** A record that was read. */
export interface ReadRecord {
  readonly facts: readonly Fact[];
  /** What is odd about it: a torn last line, no end. Empty of a whole one. */
  readonly notes: readonly string[];
}

/**
 * Reads a `run.ndjson`. One whose writer was killed is read as far as it goes, and `notes` say so; types of facts that this
 * version does not know are left out, with a note.
 *
 * @param options.whole refuse what does not begin with a run @default true
 * @throws RunRecordError when it cannot be read, or is no record
 *
 * @example
 * ```ts example
 * import { writeFile } from "node:fs/promises";
 * import { readRecord } from "@alpha-engine/run-record";
 *
 * await writeFile("torn.ndjson", '{"type":"time","from":"observed","at":null,"note":"a limit struck"}\n{"type":"ti');
 * const { facts, notes } = await readRecord("torn.ndjson", { whole: false });
 * console.log(facts.length, notes);
 * ```
 * ```text output
 * 1 [
 *   'its last line is torn: whoever wrote it was killed',
 *   'it has no end: the run went on, or was killed'
 * ]
 * ```
 */
export async function readRecord(
  file: string,
  { whole = true }: { readonly whole?: boolean } = {},
): Promise<ReadRecord> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    throw new RunRecordError("RECORD_UNREADABLE", `cannot read ${file}: ${(cause as Error).message}`, { cause });
  }
  const lines = text.split("\n");
  const torn = lines.pop() ?? "";
  const read = lines.map((line, index) => factIn(line, `${file}:${index + 1}`));
  const facts = read.filter((fact) => fact !== undefined);
  const [first] = facts;
  if (whole && first?.type !== "run")
    throw new RunRecordError("RECORD_FOREIGN", `${file} is no record of a run: it does not begin with one`, {
      hint: "expected the run.ndjson of a run's folder",
    });
  const unknown = read.length - facts.length;
  return {
    facts,
    notes: [
      ...(torn === "" ? [] : ["its last line is torn: whoever wrote it was killed"]),
      ...(unknown === 0
        ? []
        : [`${unknown} of its facts are of a kind that is not known here: a later version wrote them`]),
      ...(facts.some(({ type }) => type === "end") ? [] : ["it has no end: the run went on, or was killed"]),
    ],
  };
}

function factIn(line: string, place: string): Fact | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new RunRecordError("RECORD_INVALID", `${place}: not JSON: ${(cause as Error).message}`, { cause });
  }
  const { type, schemaVersion } = (value ?? {}) as { type?: unknown; schemaVersion?: unknown };
  if (type === "run" && schemaVersion !== 1)
    throw new RunRecordError("RECORD_FOREIGN", `${place}: a record of version ${String(schemaVersion)}; this reads 1`, {
      hint: "read it with the version of alpha-engine that wrote it, or a later one",
    });
  if (typeof type !== "string") throw new RunRecordError("RECORD_INVALID", `${place}: a fact without a type`);
  if (!Object.hasOwn(FACT_SCHEMAS, type)) return undefined;
  const { success, data, error } = FACT_SCHEMAS[type as Fact["type"]].safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  throw new RunRecordError("RECORD_INVALID", `${place}: ${issue?.path.join(".")}: ${issue?.message}`);
}
