import { type Effects, resolveEffects, type ResolvedEffects } from "../effects.ts";
import { openPatience, type Patience } from "./patience.ts";
import { openRefusals, type Refusals } from "./refusals.ts";
import type { LaunchOptions, LaunchSpec } from "./spec.ts";

/** What all steps of one launch share. */
export interface LaunchContext extends ResolvedEffects {
  readonly spec: LaunchSpec;
  readonly refusals: Refusals;
  readonly patience: Patience;
  /** Only for questions that nobody needs the answer to once the launch is cancelled. */
  readonly signal: AbortSignal | undefined;
  readonly isCancelled: () => boolean;
}

export function openContext(options: LaunchOptions, effects: Effects): LaunchContext {
  const { callTimeout = "60s", signal, onRefusal = () => {}, ...spec } = options;
  const resolved = resolveEffects(effects, { callTimeout });
  return {
    ...resolved,
    spec,
    refusals: openRefusals(onRefusal),
    patience: openPatience(spec.patience ?? "2m", resolved, signal),
    signal,
    isCancelled: () => signal?.aborted === true,
  };
}
