import { type CallFailure, explainFailure, patiently } from "@alpha-engine/aws-calls";

import { ec2Error } from "../asking/ec2-error.ts";
import type { Decision } from "./capacity-codes.ts";
import type { LaunchContext } from "./context.ts";
import { decide } from "./decide.ts";

/** What came of asking EC2 for something: it, a refusal, or nothing that says whether it was done. */
export type Answer<Value> = { readonly kind: "given"; readonly value: Value } | Refusal | Silence;

export interface Refusal {
  readonly kind: "refused";
  readonly code: string;
  readonly message: string;
  readonly decision: Decision;
  /** An earlier call with the same token was not answered, and may have been done. */
  readonly afterLost: boolean;
  readonly cause: unknown;
}

export interface Silence {
  readonly kind: "lost";
  readonly message: string;
  readonly cause: unknown;
}

const TRIES = 5;

/**
 * Asks, and again while EC2 says "later" or says nothing, four times at the most. The call must carry its own client token:
 * one whose answer was lost may have been done, and only the same token again tells.
 */
export async function askWithToken<Value>(
  call: () => Promise<Value>,
  { patience, signal, sleep, random, now }: LaunchContext,
): Promise<Answer<Value>> {
  let lost: Error | undefined;
  const noted = async (): Promise<Value> => {
    try {
      return await call();
    } catch (error) {
      if (explainFailure(error).kind === "lost") lost = error as Error;
      throw error;
    }
  };
  const options = {
    tries: TRIES,
    patience: patience.left(),
    first: 0.2,
    longest: 30,
    isWorthRepeating: (failure: CallFailure) => decide(failure).action === "wait",
    onRetry: (_: CallFailure, milliseconds: number) => patience.spend(milliseconds),
    signal,
  };
  try {
    return { kind: "given", value: await patiently(noted, options, { sleep, random, now }) };
  } catch (error) {
    const failure = explainFailure(error);
    const decision = decide(failure);
    // "Later" says nothing about the call before it whose answer was lost; anything else does, by the token.
    if (decision.action === "wait" && lost !== undefined) return { kind: "lost", message: lost.message, cause: lost };
    if (failure.httpStatus === undefined) throw ec2Error("talk to EC2", error);
    const { name: code, message } = failure;
    return { kind: "refused", code, message, decision, afterLost: lost !== undefined, cause: error };
  }
}
