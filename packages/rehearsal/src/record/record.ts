import { join } from "node:path";

import { type Fact, type FactDetails, type Origin, recordWriter } from "@alpha-engine/run-record";

/** What is told of a run. */
export interface RunRecord {
  readonly facts: readonly Fact[];
  tell(fact: Fact): void;
  /** What has no time of its own. */
  conclude(from: Origin, details: FactDetails): void;
}

/** The record of a rehearsal, in `run.ndjson` of its folder as soon as it is told, without what is secret. */
export function startRecord(directory: string, hidden: (fact: Fact) => Fact = (fact) => fact): RunRecord {
  const write = recordWriter(join(directory, "run.ndjson"));
  return newRecord((fact) => write(hidden(fact)));
}

export function newRecord(write: (fact: Fact) => void = () => {}): RunRecord {
  const facts: Fact[] = [];
  const tell = (fact: Fact): void => {
    facts.push(fact);
    write(fact);
  };
  return { facts, tell, conclude: (from, details) => tell({ ...details, from, at: null }) };
}
