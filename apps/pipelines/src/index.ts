export { checkInput } from "./input/check-input.ts";
export type { InputContract } from "./input/contract.ts";
export { PIPELINES } from "./pipelines.ts";
export type { Pipeline, PipelineSettings } from "./pipelines.ts";
export { saturdayInput } from "./saturday/contract.ts";
export { saturday } from "./saturday/saturday.ts";
