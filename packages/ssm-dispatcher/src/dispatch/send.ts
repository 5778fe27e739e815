import { SendCommandCommand } from "@aws-sdk/client-ssm";

import type { World } from "../effects.ts";
import type { DispatchOptions } from "./options.ts";
import { backOff } from "./pace.ts";
import { isInvalidInstance, isThrottle } from "./refusals.ts";
import { composeScript } from "./script.ts";

/** An instance that is Online may still be unknown to sendCommand for a moment. */
const REGISTRATION_GRACE_MS = 20_000;
const COMMENT_LENGTH = 100;

/** Sends once. Repeats only what SSM refused for certain (throttled, not registered yet): anything else may have been accepted. */
export async function send(options: DispatchOptions, executionTimeout: number, world: World): Promise<string> {
  const request = new SendCommandCommand({
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
  const startedAt = world.now();
  for (let refusals = 0; ; refusals += 1) {
    try {
      const { Command } = await world.ssm.send(request);
      if (Command?.CommandId === undefined) throw new Error("sendCommand answered without a command id");
      return Command.CommandId;
    } catch (error) {
      const isYoung = world.now() - startedAt < REGISTRATION_GRACE_MS;
      if (!isYoung || !(isThrottle(error) || isInvalidInstance(error))) throw error;
      await world.sleep(backOff(refusals, world.random));
    }
  }
}
