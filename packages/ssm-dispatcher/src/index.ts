export { attach, type AttachOptions, cancel } from "./dispatch/attach.ts";
export { dispatch } from "./dispatch/dispatch.ts";
export { dispatchMany, type DispatchManyOptions, type ManyResult } from "./dispatch/dispatch-many.ts";
export type {
  DiagnosticsPlace,
  DispatchOptions,
  FollowOptions,
  LiveOptions,
  Place,
  ScriptOptions,
  StreamName,
} from "./dispatch/options.ts";
export type { DispatchResult, Timings } from "./dispatch/result.ts";
export { composeScript } from "./dispatch/script.ts";
export { submit } from "./dispatch/submit.ts";
export type { Outcome, Started } from "./dispatch/verdict.ts";
export type { Effects } from "./effects.ts";
export { DispatchError } from "./errors.ts";
export { exitCodeOf } from "./exit-code.ts";
export { waitUntilOnline } from "./instance/wait-until-online.ts";
export { fetchStaged, stage, unstage } from "./stage/stage.ts";
export type { StagedFile } from "./stage/stage.ts";
