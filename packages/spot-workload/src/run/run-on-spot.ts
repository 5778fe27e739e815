import { runAttempt } from "./attempt.ts";
import { type Effects, openWorld } from "./effects.ts";
import { emitHeartbeat, emitInterruption } from "./heartbeat.ts";
import type { SpotWorkloadSpec } from "./spec.ts";

export interface SpotWorkloadResult {
  /** The workload's own; 64 no capacity anywhere; 69 the instance was lost and nothing more could be done. */
  readonly exitCode: number;
  /** Instances rented, or tried to. */
  readonly attempts: number;
  readonly instanceId: string | undefined;
}

/**
 * Launch → online → stage → scripts in order → heartbeats → give back. A confirmed reclaim, or a launch without capacity,
 * is tried again on another instance, from other pools first, up to a bound. A workload that fails is never repeated.
 */
export async function runOnSpot(spec: SpotWorkloadSpec, effects: Effects = {}): Promise<SpotWorkloadResult> {
  const world = openWorld(effects);
  const { maxAttempts = 2, retryBackoffSeconds = 20 } = spec;
  const avoidPools: string[] = [];
  for (let attempt = 1; ; attempt += 1) {
    const { exitCode, retry, instanceId } = await runAttempt(spec, attempt, avoidPools, world);
    if (exitCode === 0) {
      for (const process of spec.heartbeats) {
        await emitHeartbeat(process, world.cloudwatch);
        world.onEvent({ type: "heartbeat", process });
      }
    }
    if (retry === undefined || attempt >= maxAttempts || world.signal?.aborted === true) {
      return { exitCode, attempts: attempt, instanceId };
    }
    if (retry.pool !== undefined) avoidPools.push(retry.pool);
    world.onEvent({ type: "relaunching", attempt: attempt + 1, because: retry.because });
    await emitInterruption(spec.slug, world.cloudwatch).catch((error: Error) => {
      world.onEvent({ type: "trouble", what: "metric", message: error.message });
    });
    await world.sleep(retryBackoffSeconds * 1000);
  }
}
