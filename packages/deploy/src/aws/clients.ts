import type { EventBridge } from "@aws-sdk/client-eventbridge";
import type { SFN } from "@aws-sdk/client-sfn";

import type { DoneStep } from "../errors.ts";
import type { DeployPlan } from "../plan/plan.ts";

/** The AWS clients that a deployment calls, and who is told of its progress. */
export interface DeployEffects {
  /** @default one made from the environment, patient with throttling */
  readonly sfn?: SFN;
  /** @default one made from the environment, patient with throttling */
  readonly eventBridge?: EventBridge;
  /** Of the clients that are made here. @default what the environment or the profile says */
  readonly region?: string;
  /** Called before anything is written, whatever is said about it afterwards. */
  readonly onPlan?: (plan: DeployPlan) => void;
  /** Called after every write. */
  readonly onStep?: (step: DoneStep) => void;
}

/** Seconds of backoff, up to two minutes of it; an answer that does not come is an error. */
const PATIENT = {
  maxAttempts: 8,
  requestHandler: { connectionTimeout: 5000, requestTimeout: 60_000, throwOnRequestTimeout: true },
} as const;

/** The SDK is loaded when something is deployed, and not by who only builds or reads definitions. */
export async function sfnClient({ sfn, region }: Pick<DeployEffects, "sfn" | "region">): Promise<SFN> {
  if (sfn !== undefined) return sfn;
  const { SFN: Client } = await import("@aws-sdk/client-sfn");
  return new Client({ ...PATIENT, ...(region === undefined ? {} : { region }) });
}

export async function eventBridgeClient({
  eventBridge,
  region,
}: Pick<DeployEffects, "eventBridge" | "region">): Promise<EventBridge> {
  if (eventBridge !== undefined) return eventBridge;
  const { EventBridge: Client } = await import("@aws-sdk/client-eventbridge");
  return new Client({ ...PATIENT, ...(region === undefined ? {} : { region }) });
}
