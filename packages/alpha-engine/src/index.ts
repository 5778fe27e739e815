export { defineConfig } from "./config/define-config.ts";
export type {
  Config,
  InputField,
  InputFields,
  Logging,
  OrFrom,
  Pipeline,
  Rehearsal,
  Schedule,
  Settings,
  StateMachineTarget,
  Target,
  TargetSchedule,
} from "./config/config.ts";
export { AlphaEngineError, type AlphaEngineErrorCode } from "./errors.ts";
