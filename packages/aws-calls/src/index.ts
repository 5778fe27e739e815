export { type ClientOptions, createClient } from "./client/create-client.ts";
export { explainFailure, isNamed } from "./failure/explain-failure.ts";
export type { CallFailure, FailureKind } from "./failure/failure.ts";
export { backOff, type Pauses } from "./patience/back-off.ts";
export { bounded, type CallBounds } from "./patience/bounded.ts";
export { type PatienceEffects, type PatienceOptions, patiently } from "./patience/patiently.ts";
export { sleep } from "./patience/sleep.ts";
