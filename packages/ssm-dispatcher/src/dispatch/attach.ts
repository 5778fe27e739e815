import { type Command, ListCommandsCommand } from "@aws-sdk/client-ssm";

import { checkedPlaces } from "../diagnostics/kept-places.ts";
import { writeDiagnostics } from "../diagnostics/write-diagnostics.ts";
import { type Effects, openWorld, type World } from "../effects.ts";
import { DispatchError } from "../errors.ts";
import { guardMarkOf } from "../guard/guard.ts";
import { followCommand } from "./follow-command.ts";
import type { FollowOptions } from "./options.ts";
import { backOff } from "./pace.ts";
import { isTransient } from "./refusals.ts";
import type { DispatchResult } from "./result.ts";
import { singleWatch } from "./watch.ts";

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
  const world = await openWorld(effects);
  const { commandId, instanceId } = options;
  const command = await describeCommand(commandId, instanceId, world);
  const description = command.Comment ?? commandId;
  return writeDiagnostics({ ...options, description }, instanceId, world, () =>
    followCommand({ ...termsOf(command), ...options, requestedAt: world.date() }, singleWatch(world), world),
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

async function describeCommand(commandId: string, instanceId: string, world: World): Promise<Command> {
  const startedAt = world.now();
  for (let refusals = 0; ;) {
    let pause = PAUSE_MS;
    try {
      const { Commands = [] } = await world.ssm.send(
        new ListCommandsCommand({ CommandId: commandId }),
        world.bounded(),
      );
      const [command] = Commands;
      if (command !== undefined) {
        if (command.InstanceIds?.length === 0 || command.InstanceIds?.includes(instanceId)) return command;
        throw new DispatchError("NO_SUCH_COMMAND", `command ${commandId} was not sent to ${instanceId}`);
      }
      if (world.now() - startedAt > GRACE_MS) {
        throw new DispatchError("NO_SUCH_COMMAND", `SSM knows no command ${commandId}`, {
          hint: "look at the region, and at aws ssm list-commands; SSM forgets a command after 30 days",
        });
      }
    } catch (error) {
      const isOver = world.now() - startedAt > PATIENCE_MS;
      if (error instanceof DispatchError || !isTransient(error) || isOver) throw error;
      pause = backOff(refusals, world.random);
      refusals += 1;
    }
    await world.sleep(pause);
  }
}
