import { composeScript } from "@alpha-engine/ssm-dispatcher";

import { runAttempt } from "./attempt.ts";
import { type Effects, openWorld } from "./effects.ts";
import { settle } from "./events.ts";
import { emitHeartbeat, emitInterruption } from "./heartbeat.ts";
import type { SpotWorkloadSpec } from "./spec.ts";

const CANCELLED = 130;

export interface SpotWorkloadResult {
  /** The workload's own; 64 no capacity anywhere; 69 the instance was lost and nothing more could be done; 130 cancelled. */
  readonly exitCode: number;
  /** Instances rented, or tried to. */
  readonly attempts: number;
  readonly instanceId: string | undefined;
}

/**
 * Launch → online → stage → scripts in order → heartbeats → give back. A confirmed reclaim, or a launch without capacity,
 * is tried again on another instance, from other pools first, up to a bound. A workload that fails is never repeated.
 * Rejects, with nothing left rented, when EC2 refuses the launch, a script could not be sent, or the files not be staged.
 */
export async function runOnSpot(spec: SpotWorkloadSpec, effects: Effects = {}): Promise<SpotWorkloadResult> {
  const world = openWorld(effects);
  const { maxAttempts = 2, retryBackoffSeconds = 20 } = spec;
  for (const { lines } of spec.scripts) composeScript(lines.join("\n"), spec.environment);
  const avoidPools: string[] = [];
  for (let attempt = 1; ; attempt += 1) {
    if (world.signal?.aborted === true) return { exitCode: CANCELLED, attempts: attempt - 1, instanceId: undefined };
    const { exitCode, retry, instanceId } = await runAttempt(spec, attempt, avoidPools, world);
    if (exitCode === 0) {
      for (const process of spec.heartbeats) {
        // An alarm that may go off for nothing is no reason to fail a run that went well.
        await settle("heartbeat", emitHeartbeat(process, world.cloudwatch), { type: "heartbeat", process }, world);
      }
    }
    if (retry === undefined || attempt >= maxAttempts) return { exitCode, attempts: attempt, instanceId };
    if (retry.pool !== undefined) avoidPools.push(retry.pool);
    world.onEvent({ type: "relaunching", attempt: attempt + 1, because: retry.because });
    await settle("metric", emitInterruption(spec.slug, world.cloudwatch), undefined, world);
    await world.sleep(retryBackoffSeconds * 1000, world.signal);
  }
}
