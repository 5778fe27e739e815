import { SendCommandCommand } from "@aws-sdk/client-ssm";

import type { World } from "../effects.ts";
import { instanceLiveness } from "../instance/liveness.ts";
import type { DispatchOptions } from "./options.ts";
import { backOff } from "./pace.ts";
import { isInvalidInstance, isRefusal, isTransient } from "./refusals.ts";
import { composeScript } from "./script.ts";
import { CANCELLED, LOST, NEVER_RAN, UNKNOWN, type Verdict } from "./verdict.ts";

/** How long to ask again what was refused: an instance that is Online may still be unknown to sendCommand for a moment. */
const GRACE_MS = 20_000;
const COMMENT_LENGTH = 100;

/** SSM took the command, or the dispatch is over already. */
export type Sent =
  | { readonly commandId: string }
  | { readonly commandId: undefined; readonly verdict: Verdict; readonly evidence: string };

/** Sends once. Repeats only what SSM refused for certain (throttled, not registered yet): anything else may have been accepted. */
export async function send(options: DispatchOptions, executionTimeout: number, world: World): Promise<Sent> {
  const request = requestOf(options, executionTimeout);
  const startedAt = world.now();
  for (let refusals = 0; ; refusals += 1) {
    if (options.signal?.aborted === true) return over(CANCELLED, "cancelled before it was sent");
    try {
      const { Command } = await world.ssm.send(request, world.bounded());
      if (Command?.CommandId === undefined) return over(UNKNOWN, "sendCommand answered without a command id");
      return { commandId: Command.CommandId };
    } catch (error) {
      const said = `sendCommand: ${(error as Error).name}: ${(error as Error).message}`;
      if (isInvalidInstance(error) && (await instanceLiveness(options.instanceId, world)) === "dead") {
        return over(LOST, `${said}; EC2: the instance is gone`);
      }
      if (!isInvalidInstance(error) && !isRefusal(error)) {
        if (isTransient(error)) return over(UNKNOWN, `${said}; SSM may have accepted it`);
        throw error;
      }
      if (world.now() - startedAt >= GRACE_MS) return over(NEVER_RAN, said);
      await world.sleep(backOff(refusals, world.random), options.signal);
    }
  }
}

function requestOf(options: DispatchOptions, executionTimeout: number): SendCommandCommand {
  return new SendCommandCommand({
    DocumentName: "AWS-RunShellScript",
    InstanceIds: [options.instanceId],
    Comment: options.description.slice(0, COMMENT_LENGTH),
    TimeoutSeconds: Math.max(30, options.deliveryTimeout ?? 60),
    Parameters: {
      commands: [composeScript(options.script, options.environment)],
      executionTimeout: [String(executionTimeout)],
    },
    ...(options.output === undefined
      ? {}
      : { OutputS3BucketName: options.output.bucket, OutputS3KeyPrefix: options.output.prefix }),
  });
}

function over(verdict: Verdict, evidence: string): Sent {
  return { commandId: undefined, verdict, evidence };
}
