import {
  classifyTermination,
  giveBack,
  launch,
  type LaunchedInstance,
  SpotLauncherError,
} from "@alpha-engine/spot-launcher";
import { dispatch, DispatchError, stage, unstage, waitUntilOnline } from "@alpha-engine/ssm-dispatcher";

import type { World } from "./effects.ts";
import type { RemoteScript, SpotWorkloadSpec } from "./spec.ts";

/** Time to boot and register, and slack behind the scripts, in the deadline tag. */
const BOOT_SECONDS = 780;
const DEADLINE_SLACK_SECONDS = 1800;
/** EX_UNAVAILABLE. */
const UNAVAILABLE = 69;

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
    await Promise.all([
      waitUntilOnline({ instanceId, signal: world.signal }, world),
      stage({ ...staging, files: spec.files }, world),
    ]);
    world.onEvent({ type: "online", attempt, instanceId });
    for (const script of spec.scripts) {
      const end = await runScript(script, spec, { attempt, instanceId, stagingPrefix: staging.prefix }, world);
      if (end.exitCode === 0) continue;
      const retry = end.mayBeReclaim ? await reclaimOf(instanceId, pool, attempt, world) : undefined;
      return { exitCode: end.exitCode, retry, instanceId };
    }
    return { exitCode: 0, retry: undefined, instanceId };
  } catch (error) {
    if (!(error instanceof DispatchError)) throw error;
    world.onEvent({ type: "trouble", what: "instance", message: error.message });
    return { exitCode: UNAVAILABLE, retry: await reclaimOf(instanceId, pool, attempt, world), instanceId };
  } finally {
    await settle("give back", giveBack(instanceId, world), world);
    world.onEvent({ type: "given-back", attempt, instanceId });
    await settle("unstage", unstage(staging, world), world);
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
  return { exitCode, mayBeReclaim: outcome === "instance-lost" || outcome === "unknown" || outcome === "never-ran" };
}

/** Asked before the instance is given back, because afterwards every instance looks terminated by its user. */
async function reclaimOf(
  instanceId: string,
  pool: string,
  attempt: number,
  world: World,
): Promise<AttemptEnd["retry"]> {
  const { classification, evidence } = await classifyTermination(instanceId, world);
  world.onEvent({ type: "classified", attempt, classification, evidence });
  return classification === "reclaim" ? { because: "reclaimed", pool } : undefined;
}

async function settle(what: string, work: Promise<unknown>, world: World): Promise<void> {
  await work.catch((error: Error) => world.onEvent({ type: "trouble", what, message: error.message }));
}
