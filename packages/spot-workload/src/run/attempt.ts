import { EXIT_CODES } from "@alpha-engine/dialect";
import {
  giveBack,
  launch,
  type LaunchedInstance,
  type PoolAttempt,
  SpotLauncherError,
} from "@alpha-engine/spot-launcher";
import { unstage } from "@alpha-engine/ssm-dispatcher";

import type { Attempt, AttemptEnd } from "./attempt-parts.ts";
import type { RunContext } from "./context.ts";
import { tolerate } from "./tolerate.ts";
import { workOn } from "./work-on.ts";

/** Rents one instance, runs the scripts on it, gives it back, whatever happens in between. */
export async function runAttempt(attempt: Attempt, context: RunContext): Promise<AttemptEnd> {
  const { spec, onEvent, calls } = context;
  const { number, log, recorder } = attempt;
  let instance: LaunchedInstance;
  try {
    instance = await log.phase("launch", () => launchFor(attempt, context));
  } catch (error) {
    return endWithoutInstance(error, attempt, context);
  }
  const { instanceId, pool, market } = instance;
  const staging = { bucket: spec.bucket, prefix: `tmp/${spec.slug}/${spec.runId}/${number}` };
  onEvent({ type: "launched", attempt: number, instanceId, pool, market });
  try {
    log.launched(instance);
    await recorder.soFar(log.record("under-way", undefined, false));
    const end = await workOn({ instanceId, pool, staging }, attempt, context);
    return { ...end, unsupported: unsupportedIn(instance.refusals) };
  } finally {
    const givingBack = log.phase("give-back", () => giveBack(instance, calls, context));
    await tolerate("give back", givingBack, context, { type: "given-back", attempt: number, instanceId });
    await tolerate(
      "unstage",
      log.phase("unstage", () => unstage({ ...staging, ...calls }, context)),
      context,
    );
  }
}

async function launchFor(attempt: Attempt, context: RunContext): Promise<LaunchedInstance> {
  const { number, avoidPools, unsupportedPools } = attempt;
  const { spec, budget, date, onEvent, signal, calls } = context;
  const after = (seconds: number): Date => new Date(date().getTime() + seconds * 1000);
  return launch(
    {
      ...spec.launch,
      ...calls,
      runId: spec.runId,
      attempt: number,
      avoidPools,
      unsupportedPools,
      deadline: after(budget.deadline),
      watchdog: spec.watchdog === false ? false : after(budget.watchdog),
      signal,
      onRefusal: (refusal) => onEvent({ type: "refused", attempt: number, refusal }),
    },
    context,
  );
}

function endWithoutInstance(error: unknown, { log }: Attempt, { onEvent }: RunContext): AttemptEnd {
  if (!(error instanceof SpotLauncherError)) throw error;
  log.refusals(error.attempts);
  log.evidence(error.message);
  const nothing = { instanceId: undefined, unsupported: unsupportedIn(error.attempts) };
  if (error.code === "LAUNCH_CANCELLED") {
    return { ...nothing, verdict: "cancelled", exitCode: EXIT_CODES.interrupted, retry: undefined };
  }
  if (error.code !== "SPOT_CAPACITY_EXHAUSTED") throw error;
  onEvent({ type: "trouble", what: "launch", message: error.message });
  const retry = { because: "no capacity", pool: undefined } as const;
  return { ...nothing, verdict: "no-capacity", exitCode: EXIT_CODES.noCapacity, retry };
}

function unsupportedIn(refusals: readonly PoolAttempt[]): readonly string[] {
  return refusals
    .filter(
      ({ code, message }) =>
        /^(?:Unsupported|InvalidFleetConfiguration)$/.test(code) && /availability zone/i.test(message),
    )
    .map(({ instanceType, subnetId }) => `${instanceType}/${subnetId}`);
}
