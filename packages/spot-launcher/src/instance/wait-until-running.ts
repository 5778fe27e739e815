import { explainFailure } from "@alpha-engine/aws-calls";
import { type Duration, toSeconds } from "@alpha-engine/dialect";
import { DescribeInstancesCommand, type Instance } from "@aws-sdk/client-ec2";

import { ec2Error } from "../asking/ec2-error.ts";
import { lookUntil } from "../asking/look-until.ts";
import { type CallOptions, type Effects, resolveEffects, type ResolvedEffects } from "../effects.ts";
import { SpotLauncherError } from "../errors.ts";

/** How long an instance is waited for. */
export interface WaitOptions extends CallOptions {
  /** @default "10m" */
  readonly timeout?: Duration | undefined;
  /** Ends the waiting; the promise rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits until EC2 calls the instance running. One that it does not know (yet) is waited for.
 *
 * @throws SpotLauncherError `INSTANCE_LOST` with EC2's reason for one that ended instead, as a launch does that fails behind
 *   `pending`; `NEVER_RUNNING` when the time is over; `EC2_REFUSED` when EC2 will never say.
 *
 * @example
 * ```ts example cloud
 * import { giveBack, launch, waitUntilRunning } from "@alpha-engine/spot-launcher";
 *
 * const where = { instanceTypes: ["c7i.large"], subnetIds: ["subnet-a"], imageId: "ami-1" };
 * const about = { name: "sweep", runId: "run-2", owner: "research", purpose: "sweep" };
 * const instance = await launch({ ...where, ...about, deadline: new Date(Date.now() + 3_600_000) });
 * await waitUntilRunning(instance.instanceId, { timeout: "5m" });
 * await giveBack(instance);
 * ```
 */
export async function waitUntilRunning(
  instanceId: string,
  options: WaitOptions = {},
  effects: Effects = {},
): Promise<void> {
  const { timeout = "10m", signal } = options;
  const seconds = toSeconds(timeout, "timeout");
  const resolved = resolveEffects(effects, options);
  let state: string | undefined;
  const look = async (): Promise<true | undefined> => {
    signal?.throwIfAborted();
    const instance = await describe(instanceId, resolved);
    state = instance?.State?.Name;
    if (state === undefined || state === "pending") return undefined;
    if (state === "running") return true;
    throw new SpotLauncherError("INSTANCE_LOST", `${instanceId} is ${state} before it ran: ${reasonOf(instance)}`);
  };
  const isRunning = await lookUntil(look, { patience: seconds, first: 0.1, longest: 5, signal }, resolved);
  if (isRunning === true) return;
  signal?.throwIfAborted();
  throw new SpotLauncherError(
    "NEVER_RUNNING",
    `${instanceId} did not run within ${seconds} s, EC2 ${state === undefined ? "does not know it" : "calls it pending"}`,
    { hint: `aws ec2 describe-instances --instance-ids ${instanceId}` },
  );
}

/** Undefined: not known, or EC2 would not say just now. */
async function describe(instanceId: string, { ec2, bounds }: ResolvedEffects): Promise<Instance | undefined> {
  try {
    // By a filter: asked for by id, one that is not known yet would be an error.
    const Filters = [{ Name: "instance-id", Values: [instanceId] }];
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ Filters }), bounds());
    return Reservations?.[0]?.Instances?.[0];
  } catch (error) {
    if (explainFailure(error).isRetryable) return undefined;
    throw ec2Error(`ask whether ${instanceId} runs`, error);
  }
}

function reasonOf(instance: Instance | undefined): string {
  const { Code, Message } = instance?.StateReason ?? {};
  return [Code, Message].filter(Boolean).join(": ") || instance?.StateTransitionReason || "no reason given";
}
