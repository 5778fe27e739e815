import { toSeconds } from "@alpha-engine/dialect";
import {
  classifyTermination,
  giveBack,
  launch,
  type LaunchedInstance,
  type PoolAttempt,
  SpotLauncherError,
  waitUntilRunning,
} from "@alpha-engine/spot-launcher";
import { dispatch, SsmDispatcherError, stage, unstage, waitUntilOnline } from "@alpha-engine/ssm-dispatcher";

import type { Budget } from "../budget/plan-budget.ts";
import { markStaging } from "../staging/staging.ts";
import type { World } from "./effects.ts";
import { settle } from "./events.ts";
import { emitHeartbeat } from "./heartbeat.ts";
import type { LogBook } from "./log-book.ts";
import type { Recorder, Verdict } from "./record.ts";
import type { RemoteScript, SpotWorkloadSpec } from "./spec.ts";
import { withWatchdog } from "./watchdog.ts";

/** EX_UNAVAILABLE. */
const UNAVAILABLE = 69;
const CANCELLED = 130;
const NO_CAPACITY = 64;
/** How long EC2's reason for an end is waited for, in seconds: it comes late. */
const REASON_PATIENCE = 30;

export interface Attempt {
  readonly number: number;
  readonly budget: Budget;
  readonly avoidPools: readonly string[];
  readonly unsupportedPools: readonly string[];
  readonly log: LogBook;
  readonly recorder: Recorder;
}

export interface AttemptEnd {
  readonly verdict: Verdict;
  readonly exitCode: number;
  /** Set when another instance may do better: the pool to avoid, and why. */
  readonly retry: { readonly because: "no capacity" | "reclaimed"; readonly pool: string | undefined } | undefined;
  readonly instanceId: string | undefined;
  /** Types that some zones do not have at all: nobody need ask there again. */
  readonly unsupported: readonly string[];
}

/** Rents one instance, runs the scripts on it, gives it back, whatever happens in between. */
export async function runAttempt(spec: SpotWorkloadSpec, attempt: Attempt, world: World): Promise<AttemptEnd> {
  let instance: LaunchedInstance;
  try {
    instance = await attempt.log.phase("launch", () => launchFor(spec, attempt, world));
  } catch (error) {
    return endWithoutInstance(error, attempt, world);
  }
  const { instanceId, pool, market } = instance;
  const on = {
    instanceId,
    pool,
    staging: { bucket: spec.bucket, prefix: `tmp/${spec.slug}/${spec.runId}/${attempt.number}` },
  };
  world.onEvent({ type: "launched", attempt: attempt.number, instanceId, pool, market });
  try {
    attempt.log.launched(instance);
    await attempt.recorder.soFar(attempt.log.page("under-way", undefined, false));
    return { ...(await workOn(on, spec, attempt, world)), unsupported: unsupportedIn(instance.refusals) };
  } finally {
    const { number, log } = attempt;
    const given = { type: "given-back", attempt: number, instanceId } as const;
    await settle(
      "give back",
      log.phase("give-back", () => giveBack(instance, world)),
      given,
      world,
    );
    await settle(
      "unstage",
      log.phase("unstage", () => unstage(on.staging, world)),
      undefined,
      world,
    );
  }
}

async function launchFor(spec: SpotWorkloadSpec, attempt: Attempt, world: World): Promise<LaunchedInstance> {
  const { budget, number, avoidPools, unsupportedPools } = attempt;
  const after = (seconds: number): Date => new Date(world.date().getTime() + seconds * 1000);
  return launch(
    {
      ...spec.launch,
      runId: spec.runId,
      attempt: number,
      avoidPools,
      unsupportedPools,
      deadline: after(budget.deadline),
      watchdog: spec.watchdog === false ? false : after(budget.watchdog),
    },
    { ...world, onRefusal: (refusal) => world.onEvent({ type: "refused", attempt: number, refusal }) },
  );
}

function endWithoutInstance(error: unknown, { log }: Attempt, world: World): AttemptEnd {
  if (!(error instanceof SpotLauncherError)) throw error;
  log.refusals(error.attempts);
  log.evidence(error.message);
  const nothing = { instanceId: undefined, unsupported: unsupportedIn(error.attempts) };
  if (error.code === "LAUNCH_CANCELLED") {
    return { ...nothing, verdict: "cancelled", exitCode: CANCELLED, retry: undefined };
  }
  if (error.code !== "SPOT_CAPACITY_EXHAUSTED") throw error;
  world.onEvent({ type: "trouble", what: "launch", message: error.message });
  const retry = { because: "no capacity", pool: undefined } as const;
  return { ...nothing, verdict: "no-capacity", exitCode: NO_CAPACITY, retry };
}

function unsupportedIn(refusals: readonly PoolAttempt[]): readonly string[] {
  return refusals
    .filter(({ code, message }) => code === "Unsupported" && /availability zone/i.test(message))
    .map(({ instanceType, subnetId }) => `${instanceType}/${subnetId}`);
}

interface On {
  readonly instanceId: string;
  readonly pool: string;
  readonly staging: { readonly bucket: string; readonly prefix: string };
}

type WorkEnd = Omit<AttemptEnd, "unsupported">;

async function workOn(on: On, spec: SpotWorkloadSpec, attempt: Attempt, world: World): Promise<WorkEnd> {
  const { instanceId } = on;
  try {
    await getReady(on, spec, attempt, world);
    for (const script of spec.watchdog === true ? withWatchdog(spec.scripts, attempt.budget) : spec.scripts) {
      const end = await runScript(script, spec, on, attempt, world);
      if (end.exitCode === 0) continue;
      if (end.outcome === "cancelled")
        return { verdict: "cancelled", exitCode: end.exitCode, retry: undefined, instanceId };
      if (!end.mayBeReclaim) return { verdict: "failed", exitCode: end.exitCode, retry: undefined, instanceId };
      const verdict = end.outcome === "failed" ? "failed" : "lost";
      return endOf(verdict, end.exitCode, on, attempt, world);
    }
  } catch (error) {
    if (world.signal?.aborted === true)
      return { verdict: "cancelled", exitCode: CANCELLED, retry: undefined, instanceId };
    if (!isGone(error)) throw error;
    world.onEvent({ type: "trouble", what: "instance", message: error.message });
    attempt.log.evidence(error.message);
    return endOf("lost", UNAVAILABLE, on, attempt, world);
  }
  for (const process of spec.heartbeats) {
    // An alarm that may go off for nothing is no reason to fail a run that went well.
    const work = attempt.log.phase("heartbeats", () => emitHeartbeat(process, world.cloudwatch));
    await settle("heartbeat", work, { type: "heartbeat", process }, world);
  }
  return { verdict: "succeeded", exitCode: 0, retry: undefined, instanceId };
}

/** Running, Online and staged, within the budget for booting. */
async function getReady(on: On, spec: SpotWorkloadSpec, attempt: Attempt, world: World): Promise<void> {
  const { instanceId, staging } = on;
  const { log, number, budget } = attempt;
  const { signal } = world;
  const startedAt = world.now();
  await log.phase("running", () => waitUntilRunning(instanceId, { timeout: budget.boot, signal }, world));
  world.onEvent({ type: "running", attempt: number, instanceId });
  const left = Math.max(1, Math.round(budget.boot - (world.now() - startedAt) / 1000));
  await log.phase("online", () => waitUntilOnline({ instanceId, timeout: left, signal }, world));
  world.onEvent({ type: "online", attempt: number, instanceId });
  await log.phase("stage", async () => {
    await markStaging(staging, budget.deadline, world);
    await stage({ ...staging, files: spec.files }, world);
  });
}

/** Nothing can be run on it: that is not the workload's failure, and may be a reclaim. */
function isGone(error: unknown): error is Error {
  if (error instanceof SsmDispatcherError) return error.code === "NEVER_ONLINE" || error.code === "INSTANCE_LOST";
  return error instanceof SpotLauncherError && (error.code === "NEVER_RUNNING" || error.code === "INSTANCE_LOST");
}

async function runScript(
  { name, lines, timeout }: RemoteScript,
  spec: SpotWorkloadSpec,
  { instanceId, staging }: On,
  attempt: Attempt,
  world: World,
): Promise<{ readonly outcome: string; readonly exitCode: number; readonly mayBeReclaim: boolean }> {
  const { number, log } = attempt;
  const result = await log.phase(`script:${name}`, () =>
    dispatch(
      {
        instanceId,
        script: ["set -eo pipefail", ...lines, ""].join("\n"),
        description: `${spec.slug}: ${name}`,
        executionTimeout: toSeconds(timeout),
        environment: { ...spec.environment, STAGING_PREFIX: staging.prefix },
        // Not under the staging prefix, which goes at the end: the output of a failed run is what one comes for.
        output: { bucket: spec.bucket, prefix: `_ssm_output/${spec.slug}/${spec.runId}/${number}` },
        signal: world.signal,
        onSent: (commandId) => world.onEvent({ type: "script-started", attempt: number, script: name, commandId }),
      },
      world,
    ),
  );
  const { outcome, exitCode, evidence, stdout, stderr } = result;
  log.evidence(`${name}: ${outcome}, exit code ${exitCode} (${evidence})`);
  world.onEvent({ type: "script-ended", attempt: number, script: name, outcome, exitCode, evidence, stdout, stderr });
  // 128+n: what the shutdown of a reclaimed instance kills may still be heard of.
  const mayBeReclaim = outcome === "failed" ? exitCode > 128 : exitCode === UNAVAILABLE;
  return { outcome, exitCode, mayBeReclaim };
}

/** Asked before the instance is given back, because afterwards every instance looks terminated by its user. */
async function endOf(verdict: Verdict, exitCode: number, on: On, attempt: Attempt, world: World): Promise<WorkEnd> {
  const { instanceId, pool } = on;
  const said = await attempt.log.phase("classify", () =>
    classifyTermination(instanceId, { ...world, patience: REASON_PATIENCE }),
  );
  const { classification, evidence, disagreed } = said;
  attempt.log.evidence(`${classification}: ${evidence}`, ...disagreed.map((words) => `but ${words}`));
  world.onEvent({ type: "classified", attempt: attempt.number, classification, evidence, disagreed });
  return classification === "reclaim"
    ? { verdict: "reclaimed", exitCode, retry: { because: "reclaimed", pool }, instanceId }
    : { verdict, exitCode, retry: undefined, instanceId };
}
