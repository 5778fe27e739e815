import type { Part } from "../../cloud/part.ts";
import { invalid } from "./sns-error.ts";
import type { Subscription, Topic } from "./topic.ts";

/** What SetTopicAttributes takes (documentation, 2026-11). */
const SETTABLE: readonly string[] = [
  "DisplayName",
  "Policy",
  "DeliveryPolicy",
  "KmsMasterKeyId",
  "SignatureVersion",
  "TracingConfig",
  ...["HTTP", "Firehose", "Lambda", "Application", "SQS"].flatMap((each) =>
    ["SuccessFeedbackRoleArn", "SuccessFeedbackSampleRate", "FailureFeedbackRoleArn"].map((what) => each + what),
  ),
];
const SETTABLE_FIFO: readonly string[] = [
  ...SETTABLE,
  "ContentBasedDeduplication",
  "FifoThroughputScope",
  "ArchivePolicy",
];

const CHECKS: Readonly<Record<string, (value: string) => boolean>> = {
  SignatureVersion: (value) => value === "1" || value === "2",
  TracingConfig: (value) => value === "PassThrough" || value === "Active",
  ContentBasedDeduplication: isTruth,
  FifoThroughputScope: (value) => value === "Topic" || value === "MessageGroup",
  DisplayName: (value) => value.length <= 100,
  Policy: isJson,
  DeliveryPolicy: isJson,
};

export function checkTopicAttribute(name: string, value: string, fifo: boolean): void {
  if (!(fifo ? SETTABLE_FIFO : SETTABLE).includes(name)) throw invalid("AttributeName");
  if (value !== "" && CHECKS[name]?.(value) === false)
    throw invalid(`Attributes Reason: ${name}: Invalid value [${value}]`);
}

/** Truth in whatever case it was written. */
export function inOneSpelling(attributes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const spelled = (value: string): string => (isTruth(value) ? value.toLowerCase() : value);
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, spelled(value)]));
}

function isTruth(value: string): boolean {
  return /^(?:true|false)$/i.test(value);
}

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

const DELIVERY = {
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20,
      maxDelayTarget: 20,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: "linear",
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: "text/plain; charset=UTF-8" },
  },
};

const OWNER_MAY: readonly string[] = [
  "GetTopicAttributes",
  "SetTopicAttributes",
  "AddPermission",
  "RemovePermission",
  "DeleteTopic",
  "Subscribe",
  "ListSubscriptionsByTopic",
  "Publish",
];

/** As GetTopicAttributes answers (recorded). */
export function topicAttributes(
  { arn, fifo, attributes, deleted }: Topic,
  subscriptions: readonly Subscription[],
  { accountId }: Pick<Part, "accountId">,
): ReadonlyMap<string, string> {
  const confirmed = subscriptions.filter((each) => each.confirmed).length;
  const policy = {
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: OWNER_MAY.map((name) => `SNS:${name}`),
        Resource: arn,
        Condition: { StringEquals: { "AWS:SourceOwner": accountId } },
      },
    ],
  };
  return new Map(
    Object.entries({
      Policy: JSON.stringify(policy),
      Owner: accountId,
      SubscriptionsPending: String(subscriptions.length - confirmed),
      TopicArn: arn,
      EffectiveDeliveryPolicy: JSON.stringify(DELIVERY),
      SubscriptionsConfirmed: String(confirmed),
      DisplayName: "",
      SubscriptionsDeleted: String(deleted),
      ...(fifo ? { FifoTopic: "true", ContentBasedDeduplication: "false" } : {}),
      ...attributes,
    }),
  );
}
