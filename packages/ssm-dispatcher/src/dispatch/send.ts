import { backOff, explainFailure, isNamed } from "@alpha-engine/aws-calls";

import type { ResolvedEffects } from "../effects.ts";
import { callFailed } from "../errors.ts";
import { instanceLiveness } from "../instance/liveness.ts";
import { CANCELLED, LOST, NEVER_RAN, UNKNOWN, type Verdict } from "../verdict/verdict.ts";
import type { Order } from "./order.ts";

/** How long to ask again what was refused: an instance that is Online may still be unknown to sendCommand for a moment. */
const GRACE_MS = 20_000;

/** SSM took the command, or the dispatch is over already. */
export type Sent =
  | { readonly commandId: string }
  | {
      readonly commandId: undefined;
      readonly verdict: Verdict;
      readonly evidence: string;
      /** SSM refused all instances because of one. */
      readonly isOneInvalid?: boolean;
    };

/**
 * Sends once. Repeats what SSM refused for certain (throttled, not registered yet); anything else may have been accepted,
 * and is repeated only where the instance guards against a second run.
 */
export async function send(order: Order, instanceIds: readonly string[], effects: ResolvedEffects): Promise<Sent> {
  const startedAt = effects.now();
  const [only, ...others] = instanceIds;
  let mayRun = "";
  for (let refusals = 0; ; refusals += 1) {
    if (order.signal?.aborted === true) {
      return mayRun === ""
        ? over(CANCELLED, "cancelled before it was sent")
        : over(UNKNOWN, `${mayRun}; cancelled then`);
    }
    try {
      const ssm = await effects.ssm();
      const { Command } = await ssm.send(order.request(instanceIds), effects.bounded());
      if (Command?.CommandId !== undefined) return { commandId: Command.CommandId };
      return over(UNKNOWN, "sendCommand answered without a command id");
    } catch (error) {
      const { name, message, isRetryable, mayHaveHadEffect } = explainFailure(error);
      const answer = `sendCommand: ${name}: ${message}`;
      const isInvalid = isNamed(error, "InvalidInstanceId");
      if (isInvalid && only !== undefined && others.length === 0) {
        const { state, reason } = await instanceLiveness(only, effects);
        if (state === "dead") return over(LOST, `${answer}; EC2: the instance is gone (${reason})`);
      }
      if (!isInvalid && !isRetryable) {
        if (mayRun === "") throw callFailed("ssm:SendCommand", error);
        return over(UNKNOWN, `${mayRun}; then ${answer}`);
      }
      if (mayHaveHadEffect) {
        mayRun = `${answer}; SSM may have accepted it`;
        if (order.mark === undefined) return over(UNKNOWN, mayRun);
      }
      const isOneInvalid = isInvalid && others.length > 0;
      if (isOneInvalid || effects.now() - startedAt >= GRACE_MS) {
        return mayRun === "" ? { ...over(NEVER_RAN, answer), isOneInvalid } : over(UNKNOWN, mayRun);
      }
      await effects.sleep(backOff(refusals, {}, effects.random), order.signal);
    }
  }
}

function over(verdict: Verdict, evidence: string): Exclude<Sent, { readonly commandId: string }> {
  return { commandId: undefined, verdict, evidence };
}
