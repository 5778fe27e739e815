import type { LaunchedInstance, PoolAttempt } from "@alpha-engine/spot-launcher";

import type { AttemptRecord, Phase, Verdict } from "./attempt-record.ts";
import type { RunContext } from "./context.ts";

/** What an attempt writes down of itself while it goes on. */
export interface AttemptLog {
  /** Does the work of a phase and notes when it was and whether it went well. */
  phase<T>(name: string, work: () => Promise<T>): Promise<T>;
  launched(instance: LaunchedInstance): void;
  refusals(refusals: readonly PoolAttempt[]): void;
  evidence(...words: readonly string[]): void;
  /** All of it, as a record. */
  record(verdict: Verdict, exitCode: number | undefined, relaunch: boolean): AttemptRecord;
}

export function openAttemptLog(attempt: number, { spec, budget, now, date }: RunContext): AttemptLog {
  const startedAt = date().toISOString();
  const phases: Phase[] = [];
  const evidence: string[] = [];
  let instance: LaunchedInstance | undefined;
  let refused: readonly PoolAttempt[] = [];
  return {
    phase: async (phase, work) => {
      const [begun, at] = [now(), date().toISOString()];
      const note = (problem?: string): void => {
        const seconds = Math.round(now() - begun) / 1000;
        phases.push({ phase, startedAt: at, seconds, ...(problem === undefined ? {} : { problem }) });
      };
      try {
        const result = await work();
        note();
        return result;
      } catch (error) {
        note((error as Error).message);
        throw error;
      }
    },
    launched: (one) => {
      instance = one;
      refused = one.refusals;
    },
    refusals: (those) => (refused = those),
    evidence: (...words) => evidence.push(...words),
    record: (verdict, exitCode, relaunch) => ({
      slug: spec.slug,
      runId: spec.runId,
      attempt,
      startedAt,
      endedAt: verdict === "under-way" ? undefined : date().toISOString(),
      phases: [...phases],
      instanceId: instance?.instanceId,
      pool: instance?.pool,
      market: instance?.market,
      refusals: refused.map(
        ({ instanceType, subnetId, market, code }) => `${instanceType}/${subnetId} ${market} ${code}`,
      ),
      verdict,
      evidence: [...evidence],
      exitCode,
      relaunch,
      budget: {
        attempt: budget.attempt,
        watchdog: budget.watchdog,
        deadline: budget.deadline,
        stepTimeout: budget.stepTimeout,
      },
    }),
  };
}
