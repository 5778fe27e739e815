import { CancelCommandCommand } from "@aws-sdk/client-ssm";

import { type Effects, openWorld, type World } from "../effects.ts";
import { instanceLiveness } from "../instance/liveness.ts";
import { look, type Observed } from "./invocation.ts";
import type { DispatchOptions } from "./options.ts";
import { wholeOutput } from "./output.ts";
import { backOff, pollDelay } from "./pace.ts";
import { send } from "./send.ts";
import { isUncertain, LOST, type Outcome, UNKNOWN, type Verdict, verdictOf } from "./verdict.ts";

/** SSM takes a while to know a command that it accepted. */
const REGISTRATION_GRACE_MS = 60_000;
/** How long SSM may still answer for an instance that EC2 calls dead: the script may have ended just before. */
const LAST_WORDS_MS = 1500;
/** Added to both timeouts; after that nobody will say any more. */
const DEADLINE_MARGIN_MS = 120_000;
const CANCEL_PATIENCE_MS = 30_000;

export interface DispatchResult {
  readonly outcome: Outcome;
  /** The script's own exit code where it has one; 124 timed out; 130 cancelled; 69 never ran, not delivered, instance lost, unknown. */
  readonly exitCode: number;
  readonly instanceId: string;
  readonly commandId: string | undefined;
  readonly status: string | undefined;
  readonly statusDetails: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** False when the output is only its beginning (SSM keeps 24,000 characters and no bucket was given), or was lost with the script's end. */
  readonly outputIsWhole: boolean;
  /** What the outcome rests on, in words. */
  readonly evidence: string;
}

/**
 * Runs a script on an instance through SSM RunCommand and says truly how it ended. Rejects only for a script that SSM
 * would not take and for answers that make asking on pointless (no permission, no such command).
 */
export async function dispatch(options: DispatchOptions, effects: Effects = {}): Promise<DispatchResult> {
  const world = await openWorld(effects);
  const { executionTimeout = 3600 } = options;
  const sent = await send(options, executionTimeout, world);
  if (sent.commandId === undefined) return conclude({ ...sent, invocation: undefined }, undefined, options, world);
  options.onSent?.(sent.commandId);
  const followed = await follow(sent.commandId, options, executionTimeout, world);
  return conclude(followed, sent.commandId, options, world);
}

async function conclude(
  { verdict, invocation, evidence }: Followed,
  commandId: string | undefined,
  { instanceId, output }: DispatchOptions,
  world: World,
): Promise<DispatchResult> {
  const place = output === undefined || commandId === undefined ? undefined : { ...output, commandId, instanceId };
  const hasEnded = verdict.outcome === "succeeded" || verdict.outcome === "failed";
  const [stdout, stderr] = await Promise.all([
    wholeOutput("stdout", { text: invocation?.stdout ?? "", hasEnded }, place, world),
    wholeOutput("stderr", { text: invocation?.stderr ?? "", hasEnded }, place, world),
  ]);
  return {
    ...verdict,
    instanceId,
    commandId,
    status: invocation?.status,
    statusDetails: invocation?.statusDetails,
    stdout: stdout.text,
    stderr: stderr.text,
    outputIsWhole: stdout.isWhole && stderr.isWhole,
    evidence,
  };
}

interface Followed {
  readonly verdict: Verdict;
  readonly invocation: Observed | undefined;
  readonly evidence: string;
}

async function follow(
  commandId: string,
  options: DispatchOptions,
  executionTimeout: number,
  world: World,
): Promise<Followed> {
  const { instanceId, deliveryTimeout = 60, signal } = options;
  const startedAt = world.now();
  const deadline = startedAt + (executionTimeout + deliveryTimeout) * 1000 + DEADLINE_MARGIN_MS;
  let invocation: Observed | undefined;
  let refusals = 0;
  let lastLivenessAt = startedAt;
  let deadSince: number | undefined;
  let cancelledAt: number | undefined;
  let isCancelAccepted = false;

  for (;;) {
    const seen = await look(commandId, instanceId, world);
    const now = world.now();
    refusals = seen.kind === "refused" ? refusals + 1 : 0;
    if (seen.kind === "seen") {
      invocation = seen.invocation;
      const verdict = verdictOf(invocation, executionTimeout);
      const evidence = `SSM: ${invocation.status}/${invocation.statusDetails}, response code ${invocation.responseCode}`;
      if (verdict !== undefined) {
        const isDead = isUncertain(verdict) && (await instanceLiveness(instanceId, world)) === "dead";
        return isDead
          ? { verdict: LOST, invocation, evidence: `${evidence}; EC2: the instance is gone` }
          : { verdict, invocation, evidence };
      }
    }

    if (signal?.aborted === true && !isCancelAccepted) {
      cancelledAt ??= now;
      isCancelAccepted = await cancel(commandId, instanceId, world);
    }
    if (now - lastLivenessAt >= Math.min(15_000, Math.max(400, (now - startedAt) / 8))) {
      lastLivenessAt = now;
      if ((await instanceLiveness(instanceId, world)) === "dead") deadSince ??= now;
    }
    const silence = silenceOf({
      now,
      startedAt,
      deadline,
      deadSince,
      cancelledAt,
      isRegistered: invocation !== undefined,
    });
    if (silence !== undefined) return { ...silence, invocation };
    const isPressing = deadSince !== undefined || cancelledAt !== undefined;
    const pause = pollDelay(isPressing ? 0 : now - startedAt, world.random);
    await world.sleep(refusals > 0 ? backOff(refusals, world.random) : pause, isPressing ? undefined : signal);
  }
}

interface Times {
  readonly now: number;
  readonly startedAt: number;
  readonly deadline: number;
  readonly deadSince: number | undefined;
  readonly cancelledAt: number | undefined;
  readonly isRegistered: boolean;
}

/** The verdict where SSM has not said its last word and will not, in time. */
function silenceOf(times: Times): { readonly verdict: Verdict; readonly evidence: string } | undefined {
  const { now, startedAt, deadline, deadSince, cancelledAt, isRegistered } = times;
  if (deadSince !== undefined && now - deadSince >= LAST_WORDS_MS) {
    return { verdict: LOST, evidence: "EC2: the instance is gone; SSM has not noticed" };
  }
  if (!isRegistered && now - startedAt > REGISTRATION_GRACE_MS) {
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
async function cancel(commandId: string, instanceId: string, world: World): Promise<boolean> {
  const request = new CancelCommandCommand({ CommandId: commandId, InstanceIds: [instanceId] });
  return world.ssm.send(request, world.bounded()).then(
    () => true,
    () => false,
  );
}
