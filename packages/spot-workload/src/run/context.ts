import type { Duration } from "@alpha-engine/dialect";

import { type Budget, planBudget } from "../budget/plan-budget.ts";
import { type Effects, resolveEffects, type ResolvedEffects } from "../effects.ts";
import type { WorkloadEvent } from "./events.ts";
import type { SpotWorkloadSpec } from "./spec.ts";

/** A run: what, and who is told of it. */
export interface SpotWorkloadOptions extends SpotWorkloadSpec {
  readonly onEvent?: ((event: WorkloadEvent) => void) | undefined;
  /** Ends the run early: the remote script is cancelled, the instance given back. */
  readonly signal?: AbortSignal | undefined;
  /** How long one call to AWS may take. @default "30s", a launch "60s" */
  readonly callTimeout?: Duration | undefined;
}

/** What all attempts of a run share. */
export interface RunContext extends ResolvedEffects {
  readonly spec: SpotWorkloadSpec;
  readonly budget: Budget;
  readonly onEvent: (event: WorkloadEvent) => void;
  readonly signal: AbortSignal | undefined;
  /** For every call of the packages below. */
  readonly calls: { readonly callTimeout?: Duration };
}

export function openContext(options: SpotWorkloadOptions, effects: Effects): RunContext {
  const { onEvent = () => {}, signal, callTimeout, ...spec } = options;
  const calls = callTimeout === undefined ? {} : { callTimeout };
  return { ...resolveEffects(effects), spec, budget: planBudget(spec), onEvent, signal, calls };
}
