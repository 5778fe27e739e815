import {
  classifyTermination,
  giveBack,
  launch,
  type LaunchedInstance,
  SpotLauncherError,
} from "@alpha-engine/spot-launcher";
import { dispatch, DispatchError, stage, unstage, waitUntilOnline } from "@alpha-engine/ssm-dispatcher";

import type { World } from "./effects.ts";
import { settle } from "./events.ts";
import type { RemoteScript, SpotWorkloadSpec } from "./spec.ts";

/** Time to boot and register, and slack behind the scripts, in the deadline tag. */
const BOOT_SECONDS = 780;
const DEADLINE_SLACK_SECONDS = 1800;
/** EX_UNAVAILABLE. */
const UNAVAILABLE = 69;
const CANCELLED = 130;
/** What the dispatcher says of an instance on which nothing can be run. */
const NOT_THERE = new Set<DispatchError["code"]>(["NEVER_ONLINE", "INSTANCE_LOST"]);

export interface AttemptEnd {
  readonly exitCode: number;
  /** Set when another instance may do better: the pool to avoid, and why. */
  readonly retry: { readonly because: "no capacity" | "reclaimed"; readonly pool: string | undefined } | undefined;
  readonly instanceId: string | undefined;
}

/** Rents one instance, runs the scripts on it, gives it back, whatever happens in between. */
export async function runAttempt(
  spec: SpotWorkloadSpec,
  attempt: number,
  avoidPools: readonly string[],
  world: World,
): Promise<AttemptEnd> {
  const staging = { bucket: spec.bucket, prefix: `tmp/${spec.slug}/${spec.runId}/${attempt}` };
  let instance: LaunchedInstance;
  try {
    instance = await launchFor(spec, attempt, avoidPools, world);
  } catch (error) {
    if (!(error instanceof SpotLauncherError) || error.code !== "SPOT_CAPACITY_EXHAUSTED") throw error;
    world.onEvent({ type: "trouble", what: "launch", message: error.message });
    return { exitCode: 64, retry: { because: "no capacity", pool: undefined }, instanceId: undefined };
  }
  const { instanceId, pool, market } = instance;
  world.onEvent({ type: "launched", attempt, instanceId, pool, market });
  try {
    await stage({ ...staging, files: spec.files }, world);
    await waitUntilOnline({ instanceId, signal: world.signal }, world);
    world.onEvent({ type: "online", attempt, instanceId });
    for (const script of spec.scripts) {
      const end = await runScript(script, spec, { attempt, instanceId, stagingPrefix: staging.prefix }, world);
      if (end.exitCode === 0) continue;
      const retry = end.mayBeReclaim ? await reclaimOf(instanceId, pool, attempt, world) : undefined;
      return { exitCode: end.exitCode, retry, instanceId };
    }
    return { exitCode: 0, retry: undefined, instanceId };
  } catch (error) {
    if (world.signal?.aborted === true) return { exitCode: CANCELLED, retry: undefined, instanceId };
    if (!(error instanceof DispatchError) || !NOT_THERE.has(error.code)) throw error;
    world.onEvent({ type: "trouble", what: "instance", message: error.message });
    return { exitCode: UNAVAILABLE, retry: await reclaimOf(instanceId, pool, attempt, world), instanceId };
  } finally {
    await settle("give back", giveBack(instanceId, world), { type: "given-back", attempt, instanceId }, world);
    await settle("unstage", unstage(staging, world), undefined, world);
  }
}

function launchFor(
  spec: SpotWorkloadSpec,
  attempt: number,
  avoidPools: readonly string[],
  world: World,
): Promise<LaunchedInstance> {
  const seconds = spec.scripts.reduce((sum, { timeout }) => sum + timeout, BOOT_SECONDS + DEADLINE_SLACK_SECONDS);
  return launch(
    { ...spec.launch, runId: spec.runId, attempt, avoidPools, deadline: new Date(Date.now() + seconds * 1000) },
    { ...world, onRefusal: (refusal) => world.onEvent({ type: "refused", attempt, refusal }) },
  );
}

interface On {
  readonly attempt: number;
  readonly instanceId: string;
  readonly stagingPrefix: string;
}

async function runScript(
  { name, lines, timeout }: RemoteScript,
  spec: SpotWorkloadSpec,
  { attempt, instanceId, stagingPrefix }: On,
  world: World,
): Promise<{ readonly exitCode: number; readonly mayBeReclaim: boolean }> {
  const result = await dispatch(
    {
      instanceId,
      script: ["set -eo pipefail", ...lines, ""].join("\n"),
      description: `${spec.slug}: ${name}`,
      executionTimeout: timeout,
      environment: { ...spec.environment, STAGING_PREFIX: stagingPrefix },
      // Not under the staging prefix, which goes at the end: the output of a failed run is what one comes for.
      output: { bucket: spec.bucket, prefix: `_ssm_output/${spec.slug}/${spec.runId}/${attempt}` },
      signal: world.signal,
      onSent: (commandId) => world.onEvent({ type: "script-started", attempt, script: name, commandId }),
    },
    world,
  );
  const { outcome, exitCode, evidence, stdout, stderr } = result;
  world.onEvent({ type: "script-ended", attempt, script: name, outcome, exitCode, evidence, stdout, stderr });
  // 128+n: what the shutdown of a reclaimed instance kills may still be heard of.
  const mayBeReclaim = outcome === "failed" ? exitCode > 128 : exitCode === UNAVAILABLE;
  return { exitCode, mayBeReclaim };
}

/** Asked before the instance is given back, because afterwards every instance looks terminated by its user. */
async function reclaimOf(
  instanceId: string,
  pool: string,
  attempt: number,
  world: World,
): Promise<AttemptEnd["retry"]> {
  const { classification, evidence } = await classifyTermination(instanceId, world).catch((error: Error) => ({
    classification: "unknown" as const,
    evidence: `EC2 did not say: ${error.message}`,
  }));
  world.onEvent({ type: "classified", attempt, classification, evidence });
  return classification === "reclaim" ? { because: "reclaimed", pool } : undefined;
}
