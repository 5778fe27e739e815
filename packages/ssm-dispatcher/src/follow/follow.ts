import { CancelCommandCommand } from "@aws-sdk/client-ssm";

import type { ResolvedEffects } from "../effects.ts";
import { backOff, pollDelay } from "../pace/poll-delay.ts";
import { isUncertain, LOST, UNKNOWN, type Verdict, verdictOf } from "../verdict/verdict.ts";
import type { Observed } from "./invocation.ts";
import type { Watch } from "./watch.ts";

/** SSM takes a while to know a command that it accepted. */
const REGISTRATION_GRACE_MS = 60_000;
/** How long SSM may still answer for an instance that EC2 calls dead: the script may have ended just before. */
const LAST_WORDS_MS = 1500;
/** Added to both timeouts; after that nobody will say any more. */
const DEADLINE_MARGIN_MS = 120_000;
const CANCEL_PATIENCE_MS = 30_000;

export interface Followed {
  readonly verdict: Verdict;
  readonly invocation: Observed | undefined;
  readonly evidence: string;
}

export interface Course {
  readonly commandId: string;
  readonly instanceId: string;
  readonly executionTimeout: number;
  readonly deliveryTimeout: number;
  readonly pollInterval: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Looks at a command until it has ended, its instance is gone, or nobody will say any more. Cancels it at the signal. */
export async function follow(course: Course, watch: Watch, effects: ResolvedEffects): Promise<Followed> {
  const { commandId, instanceId, executionTimeout, deliveryTimeout, signal, pollInterval = 5 } = course;
  const startedAt = effects.now();
  const deadline = startedAt + (executionTimeout + deliveryTimeout) * 1000 + DEADLINE_MARGIN_MS;
  let invocation: Observed | undefined;
  let refusals = 0;
  let lastLivenessAt = startedAt;
  let dead: { readonly since: number; readonly words: string } | undefined;
  let cancelledAt: number | undefined;
  let isCancelAccepted = false;

  for (;;) {
    const seen = await watch.look(commandId, instanceId);
    const now = effects.now();
    refusals = seen.kind === "refused" ? refusals + 1 : 0;
    if (seen.kind === "seen") {
      invocation = seen.invocation;
      const found = await verdictOn(invocation, course, watch);
      if (found !== undefined) return found;
    }

    if (signal?.aborted === true && !isCancelAccepted) {
      cancelledAt ??= now;
      isCancelAccepted = await cancel(commandId, instanceId, effects);
    }
    const livenessPause = dead === undefined ? Math.min(15_000, Math.max(400, (now - startedAt) / 8)) : 400;
    if (now - lastLivenessAt >= livenessPause) {
      lastLivenessAt = now;
      const { state, words } = await watch.liveness(instanceId);
      // EC2 names the reason a moment after the state.
      if (state === "dead") dead = { since: dead?.since ?? now, words };
    }
    const isMissing = invocation === undefined && seen.kind === "not-yet";
    const silence = silenceOf({ now, startedAt, deadline, dead, cancelledAt, isMissing });
    if (silence !== undefined) return { ...silence, invocation };
    const isPressing = dead !== undefined || cancelledAt !== undefined;
    const pause = pollDelay(isPressing ? 0 : now - startedAt, effects.random, pollInterval * 1000);
    await effects.sleep(refusals > 0 ? backOff(refusals, effects.random) : pause, isPressing ? undefined : signal);
  }
}

async function verdictOn(
  invocation: Observed,
  { instanceId, executionTimeout }: Course,
  watch: Watch,
): Promise<Followed | undefined> {
  const verdict = verdictOf(invocation, executionTimeout);
  if (verdict === undefined) return undefined;
  const evidence = `SSM: ${invocation.status}/${invocation.statusDetails}, response code ${invocation.responseCode}`;
  if (isUncertain(verdict)) {
    const { state, words } = await watch.liveness(instanceId);
    if (state === "dead") {
      return { verdict: LOST, invocation, evidence: `${evidence}; EC2: the instance is gone (${words})` };
    }
  }
  return { verdict, invocation, evidence };
}

interface Times {
  readonly now: number;
  readonly startedAt: number;
  readonly deadline: number;
  readonly dead: { readonly since: number; readonly words: string } | undefined;
  readonly cancelledAt: number | undefined;
  /** SSM says that it does not know the command, and has not known it before. */
  readonly isMissing: boolean;
}

/** The verdict where SSM has not said its last word and will not, in time. */
function silenceOf(times: Times): { readonly verdict: Verdict; readonly evidence: string } | undefined {
  const { now, startedAt, deadline, dead, cancelledAt, isMissing } = times;
  if (dead !== undefined && now - dead.since >= LAST_WORDS_MS) {
    return { verdict: LOST, evidence: `EC2: the instance is gone (${dead.words}); SSM has not noticed` };
  }
  if (isMissing && now - startedAt > REGISTRATION_GRACE_MS) {
    return {
      verdict: UNKNOWN,
      evidence: `SSM: no such invocation ${REGISTRATION_GRACE_MS / 1000} s after it accepted the command`,
    };
  }
  if (cancelledAt !== undefined && now - cancelledAt > CANCEL_PATIENCE_MS) {
    return { verdict: UNKNOWN, evidence: "cancelled, but SSM never confirmed the end" };
  }
  if (now > deadline) return { verdict: UNKNOWN, evidence: "no final status within both timeouts and two minutes" };
  return undefined;
}

/** Whether SSM took it. A refused one is repeated: otherwise the script would run on. */
async function cancel(commandId: string, instanceId: string, effects: ResolvedEffects): Promise<boolean> {
  const request = new CancelCommandCommand({ CommandId: commandId, InstanceIds: [instanceId] });
  return effects.ssm.send(request, effects.bounded()).then(
    () => true,
    () => false,
  );
}
