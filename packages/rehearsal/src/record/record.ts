import { join } from "node:path";

import { type Fact, type FactDetails, type Origin, recordWriter } from "@alpha-engine/run-record";

/** The record of a rehearsal, in its file and here. */
export interface RunRecord {
  readonly facts: readonly Fact[];
  tell(fact: Fact): void;
  /** What has no time of its own. */
  conclude(from: Origin, details: FactDetails): void;
}

/** Begins `run.ndjson` in the run's folder. */
export function startRecord(directory: string): RunRecord {
  const write = recordWriter(join(directory, "run.ndjson"));
  const facts: Fact[] = [];
  const tell = (fact: Fact): void => {
    facts.push(fact);
    write(fact);
  };
  return { facts, tell, conclude: (from, details) => tell({ ...details, from, at: null }) };
}
