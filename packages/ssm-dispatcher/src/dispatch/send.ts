import { SendCommandCommand } from "@aws-sdk/client-ssm";

import type { ResolvedEffects } from "../effects.ts";
import { instanceLiveness } from "../instance/liveness.ts";
import { backOff } from "../pace/poll-delay.ts";
import { isInvalidInstance, isRefusal, isTransient } from "../refusals.ts";
import { checkedSize, composeScript } from "../script/compose.ts";
import { guardMarkOf, guardScript } from "../script/guard.ts";
import { CANCELLED, LOST, NEVER_RAN, UNKNOWN, type Verdict } from "../verdict/verdict.ts";
import type { ScriptOptions } from "./options.ts";

/** How long to ask again what was refused: an instance that is Online may still be unknown to sendCommand for a moment. */
const GRACE_MS = 20_000;
const COMMENT_LENGTH = 100;

/** A command as it will be sent, as often as need be. */
export interface Order {
  readonly request: (instanceIds: readonly string[]) => SendCommandCommand;
  /** By which the guard around the script speaks; undefined without one. */
  readonly mark: string | undefined;
  readonly signal: AbortSignal | undefined;
}

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

/** Refuses, before anything is sent, what SSM would not take. */
export function orderOf(options: ScriptOptions): Order {
  const { idempotencyKey: key, output, live = false } = options;
  const composed = composeScript(options.script, options.environment, options);
  const text = key === undefined ? composed : checkedSize(guardScript(composed, key));
  const logGroup = live === true || live === false ? undefined : live.logGroup;
  const request = (instanceIds: readonly string[]): SendCommandCommand =>
    new SendCommandCommand({
      DocumentName: "AWS-RunShellScript",
      InstanceIds: [...instanceIds],
      // What fails on one instance says nothing about the others; by default the first failure would stop them.
      ...(instanceIds.length > 1 ? { MaxConcurrency: "100%", MaxErrors: "100%" } : {}),
      Comment: options.description.slice(0, COMMENT_LENGTH),
      TimeoutSeconds: Math.max(30, options.deliveryTimeout ?? 60),
      Parameters: { commands: [text], executionTimeout: [String(options.executionTimeout ?? 3600)] },
      ...(output === undefined ? {} : { OutputS3BucketName: output.bucket, OutputS3KeyPrefix: output.prefix }),
      ...(live === false
        ? {}
        : {
            CloudWatchOutputConfig: {
              CloudWatchOutputEnabled: true,
              ...(logGroup === undefined ? {} : { CloudWatchLogGroupName: logGroup }),
            },
          }),
    });
  return { request, mark: guardMarkOf(text), signal: options.signal };
}

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
      const { Command } = await effects.ssm.send(order.request(instanceIds), effects.bounded());
      if (Command?.CommandId !== undefined) return { commandId: Command.CommandId };
      return over(UNKNOWN, "sendCommand answered without a command id");
    } catch (error) {
      const said = `sendCommand: ${(error as Error).name}: ${(error as Error).message}`;
      const isInvalid = isInvalidInstance(error);
      if (isInvalid && only !== undefined && others.length === 0) {
        const { state, words } = await instanceLiveness(only, effects);
        if (state === "dead") return over(LOST, `${said}; EC2: the instance is gone (${words})`);
      }
      if (!isInvalid && !isRefusal(error)) {
        if (!isTransient(error)) {
          if (mayRun === "") throw error;
          return over(UNKNOWN, `${mayRun}; then ${said}`);
        }
        mayRun = `${said}; SSM may have accepted it`;
        if (order.mark === undefined) return over(UNKNOWN, mayRun);
      }
      const isOneInvalid = isInvalid && others.length > 0;
      if (isOneInvalid || effects.now() - startedAt >= GRACE_MS) {
        return mayRun === "" ? { ...over(NEVER_RAN, said), isOneInvalid } : over(UNKNOWN, mayRun);
      }
      await effects.sleep(backOff(refusals, effects.random), order.signal);
    }
  }
}

function over(verdict: Verdict, evidence: string): Exclude<Sent, { readonly commandId: string }> {
  return { commandId: undefined, verdict, evidence };
}
