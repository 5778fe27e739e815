import { setTimeout as delay } from "node:timers/promises";

import {
  DescribeInstancesCommand,
  DescribeSpotInstanceRequestsCommand,
  EC2Client,
  type Instance,
  type SpotInstanceRequest,
} from "@aws-sdk/client-ec2";

import { SpotLauncherError } from "../errors.ts";
import { type Classification, testify, type Testimony } from "./testimony.ts";

/** Why an instance ended. `unknown` is an answer: not a reclaim, not a failure, and never retried blindly. */
export interface Termination {
  readonly classification: Classification;
  readonly state: string | undefined;
  readonly stateReasonCode: string | undefined;
  readonly transitionReason: string | undefined;
  readonly spotRequestCode: string | undefined;
  /** Which field decided, and what it said. */
  readonly evidence: string;
  /** What said otherwise, and what could not be heard. */
  readonly disagreed: readonly string[];
}

const TRIES = 5;

/**
 * The spot request decides first: on a reclaim its status flips at once, two minutes before the instance's. Then the
 * state reason, which may be missing while the instance shuts down. Then the free text of the transition.
 */
export async function classifyTermination(
  instanceId: string,
  effects: {
    readonly ec2?: EC2Client | undefined;
    readonly sleep?: ((ms: number) => Promise<unknown>) | undefined;
    /** While the answer is `unknown`, asks on for so many seconds: reasons come late. @default 0 */
    readonly patience?: number | undefined;
  } = {},
): Promise<Termination> {
  if (!/^i-[0-9a-f]{8,17}$/.test(instanceId)) {
    throw new SpotLauncherError("BAD_SPEC", `not an instance id: ${JSON.stringify(instanceId)}, expected i-0123…`);
  }
  const { ec2 = new EC2Client({ maxAttempts: 1 }), sleep = delay, patience = 0 } = effects;
  let left = patience * 1000;
  for (let times = 0; ; times += 1) {
    const termination = await once(instanceId, ec2, sleep);
    const pause = Math.min(8000, 500 * 2 ** times);
    if (termination.classification !== "unknown" || pause > left) return termination;
    left -= pause;
    await sleep(pause);
  }
}

async function once(instanceId: string, ec2: EC2Client, sleep: (ms: number) => Promise<unknown>): Promise<Termination> {
  const [instance, request] = await Promise.all([
    patiently(() => describe(instanceId, ec2), sleep),
    patiently(() => describeRequest(instanceId, ec2), sleep),
  ]);
  const facts = {
    state: instance.heard?.State?.Name,
    stateReasonCode: instance.heard?.StateReason?.Code,
    transitionReason: instance.heard?.StateTransitionReason || undefined,
    spotRequestCode: request.heard?.Status?.Code,
  };
  const unheard = [
    ...(instance.problem === undefined ? [] : [`the instance could not be asked for: ${instance.problem}`]),
    ...(request.problem === undefined ? [] : [`the spot request could not be asked for: ${request.problem}`]),
  ];
  const [first, ...others] = testify(facts);
  if (first !== undefined) {
    const against = others.filter(({ says }) => says !== first.says).map(textOf);
    return { ...facts, classification: first.says, evidence: textOf(first), disagreed: [...against, ...unheard] };
  }
  return { ...facts, ...nobodySays(facts.state, unheard), disagreed: unheard };
}

function nobodySays(
  state: string | undefined,
  unheard: readonly string[],
): Pick<Termination, "classification" | "evidence"> {
  if (unheard.length > 0) return { classification: "unknown", evidence: "EC2 did not say" };
  if (state === undefined) return { classification: "unknown", evidence: "EC2 does not know the instance" };
  return /^(pending|running)$/.test(state)
    ? { classification: "other", evidence: `the instance is ${state}` }
    : { classification: "unknown", evidence: `the instance is ${state} and nothing says why` };
}

function textOf({ witness, said }: Testimony): string {
  return `${witness}: ${said}`;
}

type Heard<T> =
  | { readonly heard: T | undefined; readonly problem?: undefined }
  | { readonly heard?: undefined; readonly problem: string };

/** A question that EC2 would not answer just now is asked again: on this answer hangs whether a run is repeated. */
async function patiently<T>(
  question: () => Promise<T | undefined>,
  sleep: (ms: number) => Promise<unknown>,
): Promise<Heard<T>> {
  for (let tries = 1; ; tries += 1) {
    try {
      return { heard: await question() };
    } catch (error) {
      const { name, message } = error as Error;
      if (tries === TRIES || /Malformed|Unauthorized|AuthFailure/.test(name)) return { problem: `${name}: ${message}` };
      await sleep(200 * 2 ** tries);
    }
  }
}

async function describe(instanceId: string, ec2: EC2Client): Promise<Instance | undefined> {
  try {
    const request = new DescribeInstancesCommand({ InstanceIds: [instanceId] });
    const { Reservations } = await ec2.send(request, { abortSignal: AbortSignal.timeout(30_000) });
    return Reservations?.[0]?.Instances?.[0];
  } catch (error) {
    // Not found is no proof of anything: the API is eventually consistent at both ends of an instance's life.
    if ((error as Error).name === "InvalidInstanceID.NotFound") return undefined;
    throw error;
  }
}

async function describeRequest(instanceId: string, ec2: EC2Client): Promise<SpotInstanceRequest | undefined> {
  const Filters = [{ Name: "instance-id", Values: [instanceId] }];
  const request = new DescribeSpotInstanceRequestsCommand({ Filters });
  const { SpotInstanceRequests } = await ec2.send(request, { abortSignal: AbortSignal.timeout(30_000) });
  return SpotInstanceRequests?.[0];
}
