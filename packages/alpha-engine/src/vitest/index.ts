import { expect } from "vitest";

import { matchers, type RunMatchers } from "./matchers.ts";

expect.extend(matchers);

declare module "vitest" {
  // As vitest declares it, with its parameters.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends RunMatchers<R> {}
}

export type { RunMatchers, TellingPattern } from "./matchers.ts";
export { rehearse, type RehearseInTest } from "./rehearse.ts";
export type { RehearsedRun, Run, SimulatedRun, Told } from "./run.ts";
export { type Answer, simulate, type SimulateInTest } from "./simulate.ts";
