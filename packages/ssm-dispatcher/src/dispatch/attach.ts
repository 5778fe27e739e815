import { type Command, ListCommandsCommand } from "@aws-sdk/client-ssm";

import { checkedPlaces } from "../diagnostics/places.ts";
import { writeDiagnostics } from "../diagnostics/write-diagnostics.ts";
import { type Effects, resolveEffects, type ResolvedEffects } from "../effects.ts";
import { DispatchError } from "../errors.ts";
import { singleWatch } from "../follow/watch.ts";
import { backOff } from "../pace/poll-delay.ts";
import { isTransient } from "../refusals.ts";
import { guardMarkOf } from "../script/guard.ts";
import type { DispatchResult } from "../verdict/result.ts";
import { followCommand } from "./follow-command.ts";
import type { FollowOptions } from "./options.ts";

/** How long to ask for a command that SSM does not know: it may have been accepted a moment ago. */
const GRACE_MS = 5000;
const PAUSE_MS = 500;
/** How long to ask a service that does not answer: nothing is followed yet, so that giving up loses nothing. */
const PATIENCE_MS = 120_000;

/** Which command on which instance is followed; where its output goes SSM says itself. */
export interface AttachOptions extends Omit<FollowOptions, "output" | "live"> {
  readonly commandId: string;
  readonly instanceId: string;
}

/**
 * Follows a command that somebody sent, to the verdict its sender would have come to: SSM knows its timeouts, where its
 * output goes, and its guard.
 */
export async function attach(options: AttachOptions, effects: Effects = {}): Promise<DispatchResult> {
  checkedPlaces(options);
  const resolved = await resolveEffects(effects);
  const { commandId, instanceId } = options;
  const command = await describeCommand(commandId, instanceId, resolved);
  const description = command.Comment ?? commandId;
  return writeDiagnostics({ ...options, description }, instanceId, resolved, () =>
    followCommand({ ...termsOf(command), ...options, requestedAt: resolved.date() }, singleWatch(resolved), resolved),
  );
}

/** Cancels a command that somebody sent and waits for its end. */
export async function cancel(options: AttachOptions, effects: Effects = {}): Promise<DispatchResult> {
  return attach({ ...options, signal: AbortSignal.abort() }, effects);
}

/** What SSM kept of the request. */
function termsOf(command: Command): Omit<Parameters<typeof followCommand>[0], keyof AttachOptions | "requestedAt"> {
  const { Parameters: parameters = {}, OutputS3BucketName: bucket, CloudWatchOutputConfig: live } = command;
  return {
    executionTimeout: Number(parameters["executionTimeout"]?.[0] ?? 3600),
    deliveryTimeout: command.TimeoutSeconds ?? 3600,
    output: bucket ? { bucket, prefix: command.OutputS3KeyPrefix ?? "" } : undefined,
    live: live?.CloudWatchOutputEnabled === true && { logGroup: live.CloudWatchLogGroupName || undefined },
    mark: guardMarkOf(parameters["commands"]?.join("\n") ?? ""),
  };
}

async function describeCommand(commandId: string, instanceId: string, effects: ResolvedEffects): Promise<Command> {
  const startedAt = effects.now();
  for (let refusals = 0; ;) {
    let pause = PAUSE_MS;
    try {
      const { Commands = [] } = await effects.ssm.send(
        new ListCommandsCommand({ CommandId: commandId }),
        effects.bounded(),
      );
      const [command] = Commands;
      if (command !== undefined) {
        if (command.InstanceIds?.length === 0 || command.InstanceIds?.includes(instanceId)) return command;
        throw new DispatchError("NO_SUCH_COMMAND", `command ${commandId} was not sent to ${instanceId}`);
      }
      if (effects.now() - startedAt > GRACE_MS) {
        throw new DispatchError("NO_SUCH_COMMAND", `SSM knows no command ${commandId}`, {
          hint: "look at the region, and at aws ssm list-commands; SSM forgets a command after 30 days",
        });
      }
    } catch (error) {
      const isOver = effects.now() - startedAt > PATIENCE_MS;
      if (error instanceof DispatchError || !isTransient(error) || isOver) throw error;
      pause = backOff(refusals, effects.random);
      refusals += 1;
    }
    await effects.sleep(pause);
  }
}
