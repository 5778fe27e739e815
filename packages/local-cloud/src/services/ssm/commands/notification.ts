import { optionalString, record, strings } from "../../../wire/input.ts";
import type { Input } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";

/** What SNS is to be told of a command. */
export interface CommandNotification {
  readonly topicArn: string;
  readonly roleArn: string;
  readonly events: readonly string[];
  readonly per: "Command" | "Invocation";
}

/**
 * `NotificationConfig`, with the role that may publish. Sources: SSM user guide, monitoring-sns-notifications (2023-06);
 * botocore 1.43 model of InvalidNotificationConfig and InvalidRole (2026-11).
 */
export function readNotification(input: Input): CommandNotification | undefined {
  const config = record(input, "NotificationConfig");
  const topicArn = optionalString(config, "NotificationArn") ?? "";
  const events = strings(config, "NotificationEvents");
  const roleArn = optionalString(input, "ServiceRoleArn") ?? "";
  if (roleArn !== "" && !/^arn:[^:]+:iam::\d{12}:role\/.+$/.test(roleArn)) {
    throw new ServiceError("InvalidRole", `The service role ARN ${roleArn} is not valid.`);
  }
  if (topicArn === "" && events.length === 0) return undefined;
  if (!/^arn:[^:]+:sns:[^:]+:\d{12}:[\w-]+(?:\.fifo)?$/.test(topicArn)) {
    throw new ServiceError(
      "InvalidNotificationConfig",
      `The notification ARN ${topicArn} is not that of an SNS topic.`,
    );
  }
  if (roleArn === "") throw new ServiceError("InvalidRole", "ServiceRoleArn is required for SNS notifications.");
  const per = optionalString(config, "NotificationType") === "Invocation" ? "Invocation" : "Command";
  return { topicArn, roleArn, events: events.length === 0 ? ["All"] : events, per };
}
