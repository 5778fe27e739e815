import { EXIT_CODES } from "@alpha-engine/dialect";
import { classifyTermination, SpotLauncherError, waitUntilRunning } from "@alpha-engine/spot-launcher";
import { SsmDispatcherError, stage, waitUntilOnline } from "@alpha-engine/ssm-dispatcher";

import { markStaging } from "../staging/mark-staging.ts";
import type { Attempt, AttemptEnd, RentedInstance } from "./attempt-parts.ts";
import type { Verdict } from "./attempt-record.ts";
import type { RunContext } from "./context.ts";
import { emitHeartbeat } from "./heartbeat.ts";
import { runScript } from "./run-script.ts";
import { tolerate } from "./tolerate.ts";
import { withWatchdog } from "./watchdog.ts";

/** How long EC2's reason for an end is waited for: it comes late. */
const REASON_PATIENCE = "30s";

type WorkEnd = Omit<AttemptEnd, "unsupported">;

/** All that an attempt does on its instance, and what it came to. */
export async function workOn(instance: RentedInstance, attempt: Attempt, context: RunContext): Promise<WorkEnd> {
  const { spec, budget, signal, onEvent, cloudwatch } = context;
  const { instanceId } = instance;
  const ended = (verdict: Verdict, exitCode: number): WorkEnd => ({ verdict, exitCode, retry: undefined, instanceId });
  try {
    await getReady(instance, attempt, context);
    for (const script of spec.watchdog === true ? withWatchdog(spec.scripts, budget) : spec.scripts) {
      const end = await runScript(script, instance, attempt, context);
      if (end.exitCode === EXIT_CODES.ok) continue;
      if (end.outcome === "cancelled") return ended("cancelled", end.exitCode);
      if (!end.mayBeReclaim) return ended("failed", end.exitCode);
      return await classified(
        ended(end.outcome === "failed" ? "failed" : "lost", end.exitCode),
        instance,
        attempt,
        context,
      );
    }
  } catch (error) {
    if (signal?.aborted === true) return ended("cancelled", EXIT_CODES.interrupted);
    if (!isGone(error)) throw error;
    onEvent({ type: "trouble", what: "instance", message: error.message });
    attempt.log.evidence(error.message);
    return classified(ended("lost", EXIT_CODES.lost), instance, attempt, context);
  }
  for (const process of spec.heartbeats) {
    // An alarm that may go off for nothing is no reason to fail a run that went well.
    const work = attempt.log.phase("heartbeats", () => emitHeartbeat(process, cloudwatch));
    await tolerate("heartbeat", work, context, { type: "heartbeat", process });
  }
  return ended("succeeded", EXIT_CODES.ok);
}

/** Running, Online and staged, within the budget for booting. */
async function getReady(instance: RentedInstance, attempt: Attempt, context: RunContext): Promise<void> {
  const { instanceId, staging } = instance;
  const { log, number } = attempt;
  const { spec, budget, signal, now, onEvent, calls } = context;
  const startedAt = now();
  await log.phase("running", () => waitUntilRunning(instanceId, { timeout: budget.boot, signal, ...calls }, context));
  onEvent({ type: "running", attempt: number, instanceId });
  const left = Math.max(1, Math.round(budget.boot - (now() - startedAt) / 1000));
  await log.phase("online", () => waitUntilOnline({ instanceId, timeout: left, signal, ...calls }, context));
  onEvent({ type: "online", attempt: number, instanceId });
  await log.phase("stage", async () => {
    await markStaging({ ...staging, seconds: budget.deadline, ...calls }, context);
    await stage({ ...staging, ...calls, files: spec.files }, context);
  });
}

/** Nothing can be run on it: that is not the workload's failure, and may be a reclaim. */
function isGone(error: unknown): error is Error {
  if (error instanceof SsmDispatcherError) return error.code === "NEVER_ONLINE" || error.code === "INSTANCE_LOST";
  return error instanceof SpotLauncherError && (error.code === "NEVER_RUNNING" || error.code === "INSTANCE_LOST");
}

/** Asked before the instance is given back, because afterwards every instance looks terminated by its user. */
async function classified(
  end: WorkEnd,
  { instanceId, pool }: RentedInstance,
  { number, log }: Attempt,
  context: RunContext,
): Promise<WorkEnd> {
  const { classification, evidence, disagreed } = await log.phase("classify", () =>
    classifyTermination(instanceId, { patience: REASON_PATIENCE, ...context.calls }, context),
  );
  log.evidence(`${classification}: ${evidence}`, ...disagreed.map((words) => `but ${words}`));
  context.onEvent({ type: "classified", attempt: number, classification, evidence, disagreed });
  return classification === "reclaim" ? { ...end, verdict: "reclaimed", retry: { because: "reclaimed", pool } } : end;
}
