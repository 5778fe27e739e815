import { explainFailure, isNamed, patiently } from "@alpha-engine/aws-calls";
import type { Duration } from "@alpha-engine/dialect";
import {
  DescribeInstancesCommand,
  DescribeSpotInstanceRequestsCommand,
  type Instance,
  type SpotInstanceRequest,
} from "@aws-sdk/client-ec2";

import { lookUntil } from "../asking/look-until.ts";
import { type CallOptions, type Effects, resolveEffects, type ResolvedEffects } from "../effects.ts";
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
  /** What said otherwise, and what could not be asked. */
  readonly disagreed: readonly string[];
}

/** How EC2 is asked why an instance ended. */
export interface ClassifyOptions extends CallOptions {
  /** How long to ask on while the answer is `unknown`: reasons come late. @default 0 */
  readonly patience?: Duration | undefined;
}

const TRIES = 5;

/**
 * Says why an instance ended. The spot request decides first: on a reclaim its status flips at once, two minutes before
 * the instance's. Then the state reason, which may be missing while the instance shuts down. Then the free text of the
 * transition.
 *
 * @throws SpotLauncherError `BAD_SPEC` for what is no instance id; an EC2 that does not answer leaves it `unknown`
 *
 * @example
 * ```ts example cloud
 * import { classifyTermination } from "@alpha-engine/spot-launcher";
 *
 * const { classification, evidence } = await classifyTermination("i-0123456789abcdef0");
 * console.log(`${classification}: ${evidence}`);
 * ```
 * ```text output
 * unknown: EC2 does not know the instance
 * ```
 */
export async function classifyTermination(
  instanceId: string,
  options: ClassifyOptions = {},
  effects: Effects = {},
): Promise<Termination> {
  if (!/^i-[0-9a-f]{8,17}$/.test(instanceId)) {
    throw new SpotLauncherError("BAD_SPEC", `not an instance id: ${JSON.stringify(instanceId)}, expected i-0123…`);
  }
  const resolved = resolveEffects(effects, options);
  let last: Termination | undefined;
  const look = async (): Promise<Termination | undefined> => {
    last = await once(instanceId, resolved);
    return last.classification === "unknown" ? undefined : last;
  };
  const { patience = 0 } = options;
  const known = await lookUntil(look, { patience, first: 0.5, longest: 8 }, resolved);
  return known ?? last ?? once(instanceId, resolved);
}

async function once(instanceId: string, effects: ResolvedEffects): Promise<Termination> {
  const [instance, request] = await Promise.all([
    told(() => describe(instanceId, effects), effects),
    told(() => describeRequest(instanceId, effects), effects),
  ]);
  const facts = {
    state: instance.value?.State?.Name,
    stateReasonCode: instance.value?.StateReason?.Code,
    transitionReason: instance.value?.StateTransitionReason || undefined,
    spotRequestCode: request.value?.Status?.Code,
  };
  const untold = [
    ...(instance.problem === undefined ? [] : [`the instance could not be asked for: ${instance.problem}`]),
    ...(request.problem === undefined ? [] : [`the spot request could not be asked for: ${request.problem}`]),
  ];
  const [first, ...others] = testify(facts);
  if (first !== undefined) {
    const against = others.filter(({ says }) => says !== first.says).map(textOf);
    return { ...facts, classification: first.says, evidence: textOf(first), disagreed: [...against, ...untold] };
  }
  return { ...facts, ...nobodySays(facts.state, untold), disagreed: untold };
}

function nobodySays(
  state: string | undefined,
  untold: readonly string[],
): Pick<Termination, "classification" | "evidence"> {
  if (untold.length > 0) return { classification: "unknown", evidence: "EC2 did not say" };
  if (state === undefined) return { classification: "unknown", evidence: "EC2 does not know the instance" };
  return /^(pending|running)$/.test(state)
    ? { classification: "other", evidence: `the instance is ${state}` }
    : { classification: "unknown", evidence: `the instance is ${state} and nothing says why` };
}

function textOf({ witness, said }: Testimony): string {
  return `${witness}: ${said}`;
}

/** What EC2 answered, or why it did not. */
type Told<Value> =
  | { readonly value: Value | undefined; readonly problem?: undefined }
  | { readonly value?: undefined; readonly problem: string };

/** A question that EC2 would not answer just now is asked again: on this answer hangs whether a run is repeated. */
async function told<Value>(question: () => Promise<Value | undefined>, effects: ResolvedEffects): Promise<Told<Value>> {
  try {
    return { value: await patiently(question, { tries: TRIES, first: 0.4, patience: "3m" }, effects) };
  } catch (error) {
    const { name, message } = explainFailure(error);
    return { problem: `${name}: ${message}` };
  }
}

async function describe(instanceId: string, { ec2, bounds }: ResolvedEffects): Promise<Instance | undefined> {
  try {
    const request = new DescribeInstancesCommand({ InstanceIds: [instanceId] });
    const { Reservations } = await ec2.send(request, bounds());
    return Reservations?.[0]?.Instances?.[0];
  } catch (error) {
    // Not found is no proof of anything: the API is eventually consistent at both ends of an instance's life.
    if (isNamed(error, "InvalidInstanceID.NotFound")) return undefined;
    throw error;
  }
}

async function describeRequest(
  instanceId: string,
  { ec2, bounds }: ResolvedEffects,
): Promise<SpotInstanceRequest | undefined> {
  const Filters = [{ Name: "instance-id", Values: [instanceId] }];
  const { SpotInstanceRequests } = await ec2.send(new DescribeSpotInstanceRequestsCommand({ Filters }), bounds());
  return SpotInstanceRequests?.[0];
}
