export { eod } from "./eod/eod.ts";
export { PIPELINES } from "./pipelines.ts";
export type { Pipeline } from "./pipelines.ts";
export { saturday } from "./saturday/saturday.ts";
export { MUTEX_TABLE } from "./settings.ts";
export type { PipelineSettings } from "./settings.ts";
export { weekday } from "./weekday/weekday.ts";
