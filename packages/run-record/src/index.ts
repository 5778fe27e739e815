export { RunRecordError, type RunRecordErrorCode } from "./errors.ts";
export type { Fact, FactDetails, Origin, Owner } from "./facts/fact.ts";
export { type ReadRecord, readRecord } from "./facts/read-record.ts";
export { recordWriter, writeRecord } from "./facts/write-record.ts";
export { junitOf } from "./junit/junit-of.ts";
export type { ItemFailure, StateSummary } from "./facts/step.ts";
export type { ExpectationOutcome, InventedAnswer, Problem, Reached, Summary, Way } from "./summary/summary.ts";
export { summaryOf } from "./summary/summary-of.ts";
export { summarySchema } from "./summary/summary-schema.ts";
