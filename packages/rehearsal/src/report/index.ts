export { fetchExecution, type FetchOptions } from "./fetch-execution.ts";
export type { RecordedEvent } from "./history-event.ts";
export { readHistory } from "./read-history.ts";
export { recordOfExecution, type RecordedExecution } from "./record-of-execution.ts";
