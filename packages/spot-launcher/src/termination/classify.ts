import { setTimeout as delay } from "node:timers/promises";

import { DescribeInstancesCommand, DescribeSpotInstanceRequestsCommand, EC2Client } from "@aws-sdk/client-ec2";

/** Why an instance ended. `unknown` is an answer: not a reclaim, not a failure, and never retried blindly. */
export interface Termination {
  readonly classification: "reclaim" | "other" | "unknown";
  readonly state: string | undefined;
  readonly stateReasonCode: string | undefined;
  readonly transitionReason: string | undefined;
  readonly spotRequestCode: string | undefined;
  /** Which field decided, and what it said. */
  readonly evidence: string;
}

const RECLAIM_CODES = new Set([
  "instance-terminated-no-capacity",
  "instance-stopped-no-capacity",
  "instance-terminated-by-price",
  "instance-stopped-by-price",
  "instance-terminated-capacity-oversubscribed",
  "instance-stopped-capacity-oversubscribed",
  "instance-terminated-by-experiment",
  "instance-stopped-by-experiment",
  "marked-for-termination",
  "marked-for-stop",
  "marked-for-stop-by-experiment",
]);
const RECLAIM_REASONS = new Set([
  "Server.SpotInstanceTermination",
  "Server.SpotInstanceShutdown",
  "Server.InsufficientInstanceCapacity",
]);
const TRIES = 5;
const GONE = new Set(["shutting-down", "terminated", "stopping", "stopped"]);

/**
 * The spot request decides first: on a reclaim its status flips at once, two minutes before the instance's. Then the
 * state reason, which may be missing while the instance shuts down. Then the free text of the transition.
 */
export async function classifyTermination(
  instanceId: string,
  effects: {
    readonly ec2?: EC2Client | undefined;
    readonly sleep?: ((ms: number) => Promise<unknown>) | undefined;
  } = {},
): Promise<Termination> {
  const { ec2 = new EC2Client({}), sleep = delay } = effects;
  const [instance, request] = await Promise.all([
    patiently(() => describe(instanceId, ec2), sleep),
    patiently(() => describeRequest(instanceId, ec2), sleep),
  ]);
  const state = instance?.State?.Name;
  const stateReasonCode = instance?.StateReason?.Code;
  const transitionReason = instance?.StateTransitionReason || undefined;
  const spotRequestCode = request?.Status?.Code;
  const facts = { state, stateReasonCode, transitionReason, spotRequestCode };

  if (spotRequestCode !== undefined && RECLAIM_CODES.has(spotRequestCode)) {
    return { ...facts, classification: "reclaim", evidence: `spot request: ${spotRequestCode}` };
  }
  if (stateReasonCode !== undefined && RECLAIM_REASONS.has(stateReasonCode)) {
    return { ...facts, classification: "reclaim", evidence: `state reason: ${stateReasonCode}` };
  }
  if (
    state !== undefined &&
    GONE.has(state) &&
    /Service initiated|Server\.SpotInstanceTermination/.test(transitionReason ?? "")
  ) {
    return { ...facts, classification: "reclaim", evidence: `state transition: ${transitionReason}` };
  }
  if (state === undefined) return { ...facts, classification: "unknown", evidence: "EC2 does not know the instance" };
  if (!GONE.has(state)) return { ...facts, classification: "other", evidence: `the instance is ${state}` };
  const said = stateReasonCode ?? transitionReason;
  if (said === undefined)
    return { ...facts, classification: "unknown", evidence: `the instance is ${state} and nothing says why` };
  return { ...facts, classification: "other", evidence: `state reason: ${said}` };
}

/** A question that EC2 would not answer just now is asked again: on this answer hangs whether a run is repeated. */
async function patiently<T>(ask: () => Promise<T>, sleep: (ms: number) => Promise<unknown>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tries === TRIES || /Malformed|Unauthorized|AuthFailure/.test((error as Error).name)) throw error;
      await sleep(200 * 2 ** tries);
    }
  }
}

async function describe(instanceId: string, ec2: EC2Client) {
  try {
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }));
    return Reservations?.[0]?.Instances?.[0];
  } catch (error) {
    // Not found is no proof of anything: the API is eventually consistent at both ends of an instance's life.
    if ((error as Error).name === "InvalidInstanceID.NotFound") return undefined;
    throw error;
  }
}

async function describeRequest(instanceId: string, ec2: EC2Client) {
  const Filters = [{ Name: "instance-id", Values: [instanceId] }];
  const { SpotInstanceRequests } = await ec2.send(new DescribeSpotInstanceRequestsCommand({ Filters }));
  return SpotInstanceRequests?.[0];
}
