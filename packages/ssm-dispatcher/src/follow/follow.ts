import { backOff } from "@alpha-engine/aws-calls";
import { CancelCommandCommand } from "@aws-sdk/client-ssm";

import type { ResolvedEffects } from "../effects.ts";
import { pollDelay } from "../poll-delay.ts";
import { isUncertain, LOST, type Verdict, verdictOf } from "../verdict/verdict.ts";
import type { Observed } from "./invocation.ts";
import { verdictOnSilence } from "./silence.ts";
import type { Watch } from "./watch.ts";

/** Added to both timeouts; after that nobody will say any more. */
const DEADLINE_MARGIN_MS = 120_000;

export interface Followed {
  readonly verdict: Verdict;
  readonly invocation: Observed | undefined;
  readonly evidence: string;
}

/** A command on an instance, and what its sender asked for. */
export interface FollowedCommand {
  readonly commandId: string;
  readonly instanceId: string;
  /** By which the guard around the script speaks; undefined without one. */
  readonly mark: string | undefined;
  /** Seconds. */
  readonly executionTimeout: number;
  /** Seconds. */
  readonly deliveryTimeout: number;
  /** Between two looks, at most; milliseconds. */
  readonly longestPause: number;
  readonly signal?: AbortSignal | undefined;
}

/** Looks at a command until it has ended, its instance is gone, or nobody will say any more. Cancels it at the signal. */
export async function follow(command: FollowedCommand, watch: Watch, effects: ResolvedEffects): Promise<Followed> {
  const { commandId, instanceId, executionTimeout, deliveryTimeout, longestPause, signal } = command;
  const startedAt = effects.now();
  const deadline = startedAt + (executionTimeout + deliveryTimeout) * 1000 + DEADLINE_MARGIN_MS;
  let invocation: Observed | undefined;
  let refusals = 0;
  let lastLivenessAt = startedAt;
  let dead: { readonly since: number; readonly reason: string } | undefined;
  let cancelledAt: number | undefined;
  let isCancelAccepted = false;

  for (;;) {
    const seen = await watch.look(commandId, instanceId);
    const now = effects.now();
    refusals = seen.kind === "refused" ? refusals + 1 : 0;
    if (seen.kind === "seen") {
      invocation = seen.invocation;
      const found = await verdictOn(invocation, command, watch);
      if (found !== undefined) return found;
    }

    if (signal?.aborted === true && !isCancelAccepted) {
      cancelledAt ??= now;
      isCancelAccepted = await cancel(commandId, instanceId, effects);
    }
    const livenessPause = dead === undefined ? Math.min(15_000, Math.max(400, (now - startedAt) / 8)) : 400;
    if (now - lastLivenessAt >= livenessPause) {
      lastLivenessAt = now;
      const { state, reason } = await watch.liveness(instanceId);
      // EC2 names the reason a moment after the state.
      if (state === "dead") dead = { since: dead?.since ?? now, reason };
    }
    const isMissing = invocation === undefined && seen.kind === "not-yet";
    const silence = verdictOnSilence({ now, startedAt, deadline, dead, cancelledAt, isMissing });
    if (silence !== undefined) return { ...silence, invocation };
    const isPressing = dead !== undefined || cancelledAt !== undefined;
    const pause = pollDelay(isPressing ? 0 : now - startedAt, effects.random, longestPause);
    const retryPause = backOff(Math.max(0, refusals - 1), { longest: isPressing ? 2 : 20 }, effects.random);
    await effects.sleep(refusals > 0 ? retryPause : pause, isPressing ? undefined : signal);
  }
}

async function verdictOn(
  invocation: Observed,
  { instanceId, executionTimeout }: FollowedCommand,
  watch: Watch,
): Promise<Followed | undefined> {
  const verdict = verdictOf(invocation, executionTimeout);
  if (verdict === undefined) return undefined;
  const evidence = `SSM: ${invocation.status}/${invocation.statusDetails}, response code ${invocation.responseCode}`;
  if (isUncertain(verdict)) {
    const { state, reason } = await watch.liveness(instanceId);
    if (state === "dead") {
      return { verdict: LOST, invocation, evidence: `${evidence}; EC2: the instance is gone (${reason})` };
    }
  }
  return { verdict, invocation, evidence };
}

/** Whether SSM took it. A refused one is repeated: otherwise the script would run on. */
async function cancel(commandId: string, instanceId: string, effects: ResolvedEffects): Promise<boolean> {
  const request = new CancelCommandCommand({ CommandId: commandId, InstanceIds: [instanceId] });
  try {
    await (await effects.ssm()).send(request, effects.bounded());
    return true;
  } catch {
    return false;
  }
}
