import { setTimeout as delay } from "node:timers/promises";

import { DescribeInstancesCommand, EC2Client, type Instance } from "@aws-sdk/client-ec2";

import { SpotLauncherError } from "../errors.ts";

const LONGEST_PAUSE_MS = 5000;

/**
 * Waits until EC2 calls the instance running. One that it does not know (yet) is waited for; one that ended instead, as a
 * launch does that fails behind `pending`, rejects with INSTANCE_LOST and EC2's reason.
 */
export async function waitUntilRunning(
  instanceId: string,
  options: {
    /** In seconds. @default 600 */
    readonly timeout?: number | undefined;
    readonly signal?: AbortSignal | undefined;
  } = {},
  effects: {
    readonly ec2?: EC2Client | undefined;
    /** @default performance.now */
    readonly now?: (() => number) | undefined;
    readonly sleep?: ((ms: number, signal?: AbortSignal) => Promise<unknown>) | undefined;
  } = {},
): Promise<void> {
  const { timeout = 600, signal } = options;
  const { ec2 = new EC2Client({ maxAttempts: 1 }), now = () => performance.now(), sleep = pause } = effects;
  const startedAt = now();
  for (let looks = 0; ; looks += 1) {
    signal?.throwIfAborted();
    const instance = await describe(instanceId, ec2);
    const state = instance?.State?.Name;
    if (state === "running") return;
    if (state !== undefined && state !== "pending") {
      const { Code, Message } = instance?.StateReason ?? {};
      const why = [Code, Message].filter(Boolean).join(": ") || instance?.StateTransitionReason || "no reason given";
      throw new SpotLauncherError("INSTANCE_LOST", `${instanceId} is ${state} before it ran: ${why}`);
    }
    if (now() - startedAt > timeout * 1000) {
      throw new SpotLauncherError(
        "NEVER_RUNNING",
        `${instanceId} did not run within ${timeout} s, EC2 ${state === undefined ? "does not know it" : "calls it pending"}`,
        { hint: `aws ec2 describe-instances --instance-ids ${instanceId}` },
      );
    }
    await sleep(Math.min(LONGEST_PAUSE_MS, 100 * 1.5 ** looks), signal);
  }
}

/** Undefined: not known, or EC2 would not say just now. */
async function describe(instanceId: string, ec2: EC2Client): Promise<Instance | undefined> {
  try {
    // By a filter: asked for by id, one that is not known yet would be an error.
    const Filters = [{ Name: "instance-id", Values: [instanceId] }];
    const request = new DescribeInstancesCommand({ Filters });
    const { Reservations } = await ec2.send(request, { abortSignal: AbortSignal.timeout(30_000) });
    return Reservations?.[0]?.Instances?.[0];
  } catch (error) {
    if (/Unauthorized|AuthFailure/.test((error as Error).name)) throw error;
    return undefined;
  }
}

async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, signal === undefined ? {} : { signal }).catch(() => {});
}
