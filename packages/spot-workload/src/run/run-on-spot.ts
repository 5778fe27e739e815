import { composeScript } from "@alpha-engine/ssm-dispatcher";

import { type Budget, planBudget } from "../budget/plan-budget.ts";
import { whyNoMore } from "../budget/why-no-more.ts";
import { type AttemptEnd, runAttempt } from "./attempt.ts";
import { type Effects, openWorld, type World } from "./effects.ts";
import { settle } from "./events.ts";
import { emitInterruption } from "./heartbeat.ts";
import { openLogBook } from "./log-book.ts";
import { openRecorder } from "./record.ts";
import type { SpotWorkloadSpec } from "./spec.ts";

const CANCELLED = 130;

/** How a workload ended, and what it took. */
export interface SpotWorkloadResult {
  /** The workload's own; 64 no capacity anywhere; 69 the instance was lost and nothing more could be done; 130 cancelled. */
  readonly exitCode: number;
  /** Instances rented, or tried to. */
  readonly attempts: number;
  /** The instance of the last attempt, where it had one. */
  readonly instanceId: string | undefined;
}

/**
 * Launch → running → Online → stage → scripts in order → heartbeats → give back. A confirmed reclaim, or a launch without
 * capacity, is tried again on another instance, from other pools first, up to a bound, and only while what is left of the
 * step's time holds a whole attempt. A workload that fails is never repeated. Rejects, with nothing left rented, when the
 * budgets do not nest, EC2 refuses the launch, a script could not be sent, or the files not be staged.
 */
export async function runOnSpot(spec: SpotWorkloadSpec, effects: Effects = {}): Promise<SpotWorkloadResult> {
  const budget = planBudget(spec);
  for (const { lines } of spec.scripts) composeScript(lines.join("\n"), spec.environment);
  const world = openWorld(effects);
  const recorder = openRecorder(spec, world);
  const startedAt = world.now();
  const avoidPools: string[] = [];
  const unsupportedPools: string[] = [];
  for (let number = 1; ; number += 1) {
    if (world.signal?.aborted === true) return { exitCode: CANCELLED, attempts: number - 1, instanceId: undefined };
    const log = openLogBook(spec, number, budget, world);
    let end: AttemptEnd;
    try {
      end = await runAttempt(spec, { number, budget, avoidPools, unsupportedPools, log, recorder }, world);
    } catch (error) {
      log.evidence((error as Error).message);
      await recorder.ended(log.page("error", undefined, false));
      throw error;
    }
    const { verdict, exitCode, retry, instanceId } = end;
    const isLast = retry === undefined || !mayRelaunch(number, budget, startedAt, world);
    await recorder.ended(log.page(verdict, exitCode, !isLast));
    if (isLast) return { exitCode, attempts: number, instanceId };
    if (retry.pool !== undefined) avoidPools.push(retry.pool);
    unsupportedPools.push(...end.unsupported);
    world.onEvent({ type: "relaunching", attempt: number + 1, because: retry.because });
    await settle("metric", emitInterruption(spec.slug, world.cloudwatch), undefined, world);
    await world.sleep(budget.backoff * 1000, world.signal);
  }
}

function mayRelaunch(number: number, budget: Budget, startedAt: number, world: World): boolean {
  const because =
    number >= budget.maxAttempts
      ? `${budget.maxAttempts} of ${budget.maxAttempts} attempts are used up`
      : whyNoMore(budget, (world.now() - startedAt) / 1000);
  if (because === undefined) return true;
  world.onEvent({ type: "not-relaunching", attempt: number, because });
  return false;
}
