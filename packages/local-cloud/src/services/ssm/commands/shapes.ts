import { commandStatus, isError, TERMINAL, type Command, type Invocation } from "./command.ts";

const PLUGIN = "aws:runShellScript";

/** A Command as SendCommand and ListCommands answer it; dates are epoch seconds (examples of the AWS CLI, and LocalStack's recordings of AWS, 2026-03). */
export function commandShape(command: Command, region: string): object {
  const { invocations } = command;
  const ended = invocations.filter(({ status }) => TERMINAL.has(status));
  return {
    CommandId: command.commandId,
    DocumentName: command.documentName,
    DocumentVersion: command.documentVersion,
    Comment: command.comment,
    ExpiresAfter: command.expiresAt / 1000,
    Parameters: command.parameters,
    InstanceIds: invocations.map(({ instanceId }) => instanceId),
    Targets: command.targets,
    RequestedDateTime: command.requestedAt / 1000,
    ...statusShape(commandStatus(command)),
    OutputS3Region: region,
    OutputS3BucketName: command.outputBucket,
    OutputS3KeyPrefix: command.outputKeyPrefix,
    MaxConcurrency: command.maxConcurrency,
    MaxErrors: command.maxErrors,
    TargetCount: invocations.length,
    CompletedCount: ended.length,
    ErrorCount: ended.filter(isError).length,
    DeliveryTimedOutCount: ended.filter(({ statusDetails }) => statusDetails === "DeliveryTimedOut").length,
    ...notificationShape(command),
    CloudWatchOutputConfig: liveOutputShape(command),
    TimeoutSeconds: command.timeoutSeconds,
  };
}

/** GetCommandInvocation: dates are strings, empty before the start; streams are empty until the end (LocalStack's recordings of AWS, 2026-03). */
export function invocationResult(command: Command, invocation: Invocation, region: string): object {
  const { endedAt } = invocation;
  const startedAt = knownStart(invocation);
  return {
    CommandId: command.commandId,
    InstanceId: invocation.instanceId,
    Comment: command.comment,
    DocumentName: command.documentName,
    DocumentVersion: command.documentVersion,
    PluginName: PLUGIN,
    ResponseCode: invocation.responseCode,
    ExecutionStartDateTime: startedAt === undefined ? "" : new Date(startedAt).toISOString(),
    ExecutionElapsedTime: startedAt === undefined || endedAt === undefined ? "" : duration(endedAt - startedAt),
    ExecutionEndDateTime: startedAt === undefined || endedAt === undefined ? "" : new Date(endedAt).toISOString(),
    ...statusShape(invocation),
    StandardOutputContent: invocation.stdout,
    StandardOutputUrl: outputUrl(command, invocation, region, "stdout"),
    StandardErrorContent: invocation.stderr,
    StandardErrorUrl: outputUrl(command, invocation, region, "stderr"),
    CloudWatchOutputConfig: liveOutputShape(command),
  };
}

/** An entry of ListCommandInvocations; with Details it carries the plugin's short form of the output. */
export function invocationShape(command: Command, invocation: Invocation, region: string, details: boolean): object {
  const { endedAt } = invocation;
  const startedAt = knownStart(invocation);
  const url = (stream: string): string => outputUrl(command, invocation, region, stream);
  return {
    CommandId: command.commandId,
    InstanceId: invocation.instanceId,
    InstanceName: "",
    Comment: command.comment,
    DocumentName: command.documentName,
    DocumentVersion: command.documentVersion,
    RequestedDateTime: command.requestedAt / 1000,
    ...statusShape(invocation),
    StandardOutputUrl: url("stdout"),
    StandardErrorUrl: url("stderr"),
    CommandPlugins: details
      ? [
          {
            Name: PLUGIN,
            ...statusShape(invocation),
            ResponseCode: invocation.responseCode,
            ...(startedAt === undefined ? {} : { ResponseStartDateTime: startedAt / 1000 }),
            ...(endedAt === undefined ? {} : { ResponseFinishDateTime: endedAt / 1000 }),
            Output: shortOutput(invocation),
            StandardOutputUrl: url("stdout"),
            StandardErrorUrl: url("stderr"),
            OutputS3Region: region,
            OutputS3BucketName: command.outputBucket,
            OutputS3KeyPrefix: command.outputBucket === "" ? "" : pluginPrefix(command, invocation),
          },
        ]
      : [],
    ...notificationShape(command),
    CloudWatchOutputConfig: liveOutputShape(command),
  };
}

/** What was undeliverable has no start, even when it ran: recorded 2026-09-09. */
function knownStart({ startedAt, startReported, statusDetails }: Invocation): number | undefined {
  return statusDetails === "Undeliverable" || !startReported ? undefined : startedAt;
}

function notificationShape({ notification }: Command): object {
  const { topicArn = "", events = [], per = "", roleArn = "" } = notification ?? {};
  return {
    ServiceRole: roleArn,
    NotificationConfig: { NotificationArn: topicArn, NotificationEvents: events, NotificationType: per },
  };
}

function liveOutputShape({ logGroup }: Command): object {
  return { CloudWatchLogGroupName: logGroup, CloudWatchOutputEnabled: logGroup !== "" };
}

/** `PT0.091S`, `PT1H0.271S` (LocalStack's recordings of AWS, 2026-03). */
function duration(milliseconds: number): string {
  const hours = Math.floor(milliseconds / 3_600_000);
  const minutes = Math.floor((milliseconds % 3_600_000) / 60_000);
  const seconds = Math.round(milliseconds % 60_000) / 1000;
  return `PT${hours > 0 ? `${hours}H` : ""}${minutes > 0 ? `${minutes}M` : ""}${seconds}S`;
}

function statusShape({ status, statusDetails }: { readonly status: string; readonly statusDetails: string }): object {
  return { Status: status, StatusDetails: statusDetails };
}

/** 2,500 characters in all, stdout first (iohandler.go:33-39, agent 3.3, 2024-10). */
function shortOutput({ stdout, stderr }: Invocation): string {
  const limit = 2500;
  const head = (text: string, room: number, marker: string): string =>
    text.length <= room ? text : text.slice(0, Math.max(0, room - marker.length)) + marker;
  const out = head(stdout, limit, "\n---Output truncated---");
  if (stderr === "") return out;
  const divider = "\n----------ERROR-------\n";
  return out + divider + head(stderr, Math.max(0, limit - out.length - divider.length), "\n---Error truncated----");
}

/** Built from the request, so it can point at nothing; empty without a bucket (aws-sdk-js#1481). */
function outputUrl(command: Command, invocation: Invocation, region: string, stream: string): string {
  if (command.outputBucket === "") return "";
  const key = `${pluginPrefix(command, invocation)}/0.awsrunShellScript/${stream}`;
  return `https://s3.${region}.amazonaws.com/${command.outputBucket}/${key}`;
}

function pluginPrefix({ outputKeyPrefix, commandId }: Command, { instanceId }: Invocation): string {
  const prefix = outputKeyPrefix === "" ? "" : `${outputKeyPrefix}/`;
  return `${prefix}${commandId}/${instanceId}/awsrunShellScript`;
}
