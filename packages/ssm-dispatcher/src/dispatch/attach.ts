import { patiently } from "@alpha-engine/aws-calls";
import { type Command, ListCommandsCommand } from "@aws-sdk/client-ssm";

import { checkedPlaces } from "../diagnostics/places.ts";
import { writeDiagnostics } from "../diagnostics/write-diagnostics.ts";
import { type Effects, resolveEffects, type ResolvedEffects } from "../effects.ts";
import { callFailed, SsmDispatcherError } from "../errors.ts";
import { singleWatch } from "../follow/watch.ts";
import { openLedger } from "../output/ledger.ts";
import { guardMarkOf } from "../script/guard.ts";
import type { DispatchResult } from "../verdict/result.ts";
import { followToEnd } from "./follow-to-end.ts";
import { type FollowOptions, termsOf } from "./options.ts";

/** How long to ask for a command that SSM does not know: it may have been accepted a moment ago. */
const GRACE_MS = 5000;
const PAUSE_MS = 500;
/** How long to ask a service that does not answer: nothing is followed yet, so that giving up loses nothing. */
const PATIENCE = "2m";

/** Which command on which instance is followed; where its output goes SSM says itself. */
export interface AttachOptions extends Omit<FollowOptions, "output" | "live"> {
  readonly commandId: string;
  readonly instanceId: string;
}

/**
 * Follows a command that somebody sent, to the verdict its sender would have come to: SSM knows its timeouts, where its
 * output goes, and its guard.
 *
 * @throws SsmDispatcherError `NO_SUCH_COMMAND`, `CALL_FAILED`, and `SCRIPT_REFUSED` for diagnostics where clean-ups reach
 *
 * @example
 * ```ts example cloud
 * import { attach, submit, waitUntilOnline } from "@alpha-engine/ssm-dispatcher";
 * import { EC2 } from "@aws-sdk/client-ec2";
 *
 * const machine = { ImageId: "ami-1", InstanceType: "c7i.large", MinCount: 1, MaxCount: 1 } as const;
 * const { Instances: [{ InstanceId: instanceId = "" } = {}] = [] } = await new EC2().runInstances(machine);
 * await waitUntilOnline({ instanceId });
 * const { commandId = "" } = await submit({ instanceId, description: "sweep", script: "echo sweeping; exit 3" });
 * const { outcome, exitCode, stdout } = await attach({ commandId, instanceId });
 * console.log(outcome, exitCode, stdout.trim());
 * ```
 * ```text output
 * failed 3 sweeping
 * ```
 */
export async function attach(options: AttachOptions, effects: Effects = {}): Promise<DispatchResult> {
  checkedPlaces(options);
  const { longestPause } = termsOf(options);
  const resolved = resolveEffects(effects, options);
  const { commandId, instanceId, signal, onNotice } = options;
  const command = await describeCommand(commandId, instanceId, resolved);
  const mark = guardMarkOf(command.Parameters?.["commands"]?.join("\n") ?? "");
  const ledger = openLedger(mark, options);
  return writeDiagnostics(
    { ...options, description: command.Comment ?? commandId },
    () => {
      const requestedAt = resolved.date();
      const known = { ...keptTerms(command), commandId, instanceId, mark, longestPause, requestedAt, signal, onNotice };
      return followToEnd(known, ledger, singleWatch(resolved), resolved);
    },
    resolved,
  );
}

/**
 * Cancels a command that somebody sent and waits for its end.
 *
 * @throws SsmDispatcherError as `attach` does
 *
 * @example
 * ```ts example cloud
 * import { cancel, submit, waitUntilOnline } from "@alpha-engine/ssm-dispatcher";
 * import { EC2 } from "@aws-sdk/client-ec2";
 *
 * const machine = { ImageId: "ami-1", InstanceType: "c7i.large", MinCount: 1, MaxCount: 1 } as const;
 * const { Instances: [{ InstanceId: instanceId = "" } = {}] = [] } = await new EC2().runInstances(machine);
 * await waitUntilOnline({ instanceId });
 * const { commandId = "" } = await submit({ instanceId, description: "sweep", script: "sleep 1000" });
 * const { outcome, exitCode } = await cancel({ commandId, instanceId });
 * console.log(outcome, exitCode);
 * ```
 * ```text output
 * cancelled 130
 * ```
 */
export async function cancel(options: AttachOptions, effects: Effects = {}): Promise<DispatchResult> {
  return attach({ ...options, signal: AbortSignal.abort() }, effects);
}

/** What SSM kept of the request. */
function keptTerms(command: Command): {
  readonly executionTimeout: number;
  readonly deliveryTimeout: number;
} & Pick<FollowOptions, "output" | "live"> {
  const { Parameters: parameters = {}, OutputS3BucketName: bucket, CloudWatchOutputConfig: live } = command;
  return {
    executionTimeout: Number(parameters["executionTimeout"]?.[0] ?? 3600),
    deliveryTimeout: command.TimeoutSeconds ?? 3600,
    output: bucket ? { bucket, prefix: command.OutputS3KeyPrefix ?? "" } : undefined,
    live: live?.CloudWatchOutputEnabled === true && { logGroup: live.CloudWatchLogGroupName || undefined },
  };
}

async function describeCommand(commandId: string, instanceId: string, effects: ResolvedEffects): Promise<Command> {
  const startedAt = effects.now();
  const ask = async (): Promise<Command | undefined> => {
    const ssm = await effects.ssm();
    const request = new ListCommandsCommand({ CommandId: commandId });
    const { Commands = [] } = await ssm.send(request, effects.bounded());
    return Commands[0];
  };
  for (;;) {
    const command = await patiently(ask, { patience: PATIENCE }, effects).catch((error: unknown) => {
      throw callFailed("ssm:ListCommands", error);
    });
    if (command !== undefined) {
      if (command.InstanceIds?.length === 0 || command.InstanceIds?.includes(instanceId)) return command;
      throw new SsmDispatcherError("NO_SUCH_COMMAND", `command ${commandId} was not sent to ${instanceId}`);
    }
    if (effects.now() - startedAt > GRACE_MS) {
      throw new SsmDispatcherError("NO_SUCH_COMMAND", `SSM knows no command ${commandId}`, {
        hint: "look at the region, and at aws ssm list-commands; SSM forgets a command after 30 days",
      });
    }
    await effects.sleep(PAUSE_MS);
  }
}
