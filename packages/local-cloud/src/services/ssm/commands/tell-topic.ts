import type { Part } from "../../../cloud/part.ts";
import { callerOf, type Command, commandStatus, type Invocation } from "./command.ts";

export type TopicPart = Pick<Part, "clock" | "environment" | "region" | "callers">;

/**
 * Publishes to the topic that a command names what has become of it, or of each of its invocations. Nobody hears of a
 * topic that refuses. Source: SSM user guide, monitoring-sns-notifications and monitoring-sns-examples (2023-06).
 */
export function createTopicTeller(part: TopicPart): (command: Command, invocation: Invocation) => void {
  const told = new Map<string, string>();
  // One after another, so that they are heard in their order.
  let published = Promise.resolve();
  return (command, invocation) => {
    const { notification, commandId } = command;
    if (notification === undefined) return;
    const { per, events, topicArn } = notification;
    const status = per === "Command" ? commandStatus(command).status : invocation.status;
    const about = per === "Command" ? commandId : `${commandId} ${invocation.instanceId}`;
    if (told.get(about) === status) return;
    told.set(about, status);
    if (!EVENTS.includes(status) || !(events.includes("All") || events.includes(status))) return;
    const release = part.clock.hold();
    const body = message(command, invocation, status, part.clock.now());
    const accessKeyId = part.callers.keyOf(callerOf(command, invocation));
    published = published
      .then(() => publish(topicArn, body, accessKeyId, part))
      .catch(() => {})
      .finally(release);
  };
}

/** Pending, Delayed and Cancelling are none. */
const EVENTS: readonly string[] = ["InProgress", "Success", "TimedOut", "Cancelled", "Failed"];

function message(command: Command, invocation: Invocation, status: string, now: number): object {
  const instanceIds = command.invocations.map(({ instanceId }) => instanceId);
  return {
    commandId: command.commandId,
    documentName: command.documentName,
    ...(command.notification?.per === "Command" ? { instanceIds } : { instanceId: invocation.instanceId }),
    requestedDateTime: new Date(command.requestedAt).toISOString(),
    expiresAfter: new Date(command.expiresAt).toISOString(),
    outputS3BucketName: command.outputBucket,
    outputS3KeyPrefix: command.outputKeyPrefix,
    status,
    eventTime: new Date(now).toISOString(),
  };
}

async function publish(
  topicArn: string,
  body: object,
  accessKeyId: string,
  { environment, region }: TopicPart,
): Promise<void> {
  const [{ createClient }, { PublishCommand, SNSClient }] = await Promise.all([
    import("@alpha-engine/aws-calls"),
    import("@aws-sdk/client-sns"),
  ]);
  const { AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = environment;
  const sns = createClient(SNSClient, {
    region,
    config: {
      endpoint: environment["AWS_ENDPOINT_URL"] ?? "",
      credentials: { accessKeyId, secretAccessKey },
    },
  });
  const Subject = `EC2 Run Command Notification ${region}`;
  try {
    await sns.send(new PublishCommand({ TopicArn: topicArn, Subject, Message: JSON.stringify(body) }));
  } finally {
    sns.destroy();
  }
}
