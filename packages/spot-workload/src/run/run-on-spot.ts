import { EXIT_CODES } from "@alpha-engine/dialect";
import { composeScript } from "@alpha-engine/ssm-dispatcher";

import { whyNoMore } from "../budget/why-no-more.ts";
import type { Effects } from "../effects.ts";
import { openAttemptLog } from "./attempt-log.ts";
import type { AttemptEnd } from "./attempt-parts.ts";
import { runAttempt } from "./attempt.ts";
import { openContext, type RunContext, type SpotWorkloadOptions } from "./context.ts";
import { emitInterruption } from "./heartbeat.ts";
import { openRecorder } from "./recorder.ts";
import { tolerate } from "./tolerate.ts";

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
 * step's time holds a whole attempt. A workload that fails is never repeated.
 *
 * @throws with nothing left rented: SpotWorkloadError when the budgets do not nest or S3 did not take the files,
 *   SpotLauncherError when EC2 refuses the launch, the dispatcher's error when a script could not be sent.
 *
 * @example
 * ```ts example cloud
 * import { runOnSpot } from "@alpha-engine/spot-workload";
 *
 * const about = { name: "sweep", owner: "research", purpose: "sweep" };
 * const { exitCode, attempts } = await runOnSpot({
 *   slug: "sweep",
 *   runId: "run-1",
 *   bucket: "my-bucket",
 *   launch: { instanceTypes: ["c7i.large"], subnetIds: ["subnet-a"], imageId: "ami-1", ...about },
 *   files: [],
 *   environment: {},
 *   scripts: [{ name: "workload", lines: ["exit 3"], timeout: "10m" }],
 *   heartbeats: [],
 * });
 * console.log(exitCode, attempts);
 * ```
 * ```text output
 * 3 1
 * ```
 */
export async function runOnSpot(options: SpotWorkloadOptions, effects: Effects = {}): Promise<SpotWorkloadResult> {
  const context = openContext(options, effects);
  const { spec, budget, onEvent, signal } = context;
  for (const { lines } of spec.scripts) composeScript(lines.join("\n"), spec.environment);
  const recorder = openRecorder(context);
  const startedAt = context.now();
  const avoidPools: string[] = [];
  const unsupportedPools: string[] = [];
  for (let number = 1; ; number += 1) {
    if (isAborted(signal)) return { exitCode: EXIT_CODES.interrupted, attempts: number - 1, instanceId: undefined };
    const log = openAttemptLog(number, context);
    let end: AttemptEnd;
    try {
      end = await runAttempt({ number, avoidPools, unsupportedPools, log, recorder }, context);
    } catch (error) {
      log.evidence((error as Error).message);
      await recorder.ended(log.record("error", undefined, false));
      throw error;
    }
    const { verdict, exitCode, retry, instanceId } = end;
    const isLast = retry === undefined || !mayRelaunch(number, startedAt, context);
    await recorder.ended(log.record(verdict, exitCode, !isLast));
    if (isLast) return { exitCode, attempts: number, instanceId };
    if (retry.pool !== undefined) avoidPools.push(retry.pool);
    unsupportedPools.push(...end.unsupported);
    onEvent({ type: "relaunching", attempt: number + 1, because: retry.because });
    await tolerate("metric", emitInterruption(spec.slug, context.cloudwatch), context);
    await context.sleep(budget.backoff * 1000, signal);
  }
}

function mayRelaunch(number: number, startedAt: number, { budget, now, onEvent }: RunContext): boolean {
  const because =
    number >= budget.maxAttempts
      ? `${budget.maxAttempts} of ${budget.maxAttempts} attempts are used up`
      : whyNoMore(budget, (now() - startedAt) / 1000);
  if (because === undefined) return true;
  onEvent({ type: "not-relaunching", attempt: number, because });
  return false;
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
