export { RehearsalError, type RehearsalErrorCode } from "./errors.ts";
export type { RehearsalEvent, RehearsalNews } from "./events.ts";
export type { Expectations, ExpectedMessage } from "./expect/expectations.ts";
export type { StateFault } from "./faults/state-faults.ts";
export type { Box, LogPlace, OtherMachine, RehearsalResult, RehearsalSeed, RehearseOptions, Stage } from "./options.ts";
export { rehearse } from "./rehearse.ts";
export {
  type ExpectationOutcome,
  type InventedAnswer,
  type ItemFailure,
  type Problem,
  type Reached,
  type StateSummary,
  type Summary,
  summarySchema,
} from "@alpha-engine/run-record";
