import type { FidelityEntry } from "../../fidelity-entry.ts";

/** SNS. */
export const sns: readonly FidelityEntry[] = [
  {
    id: "sns-delivery",
    behaviour:
      "Queues, functions and HTTP endpoints get a JSON around the message, or the message alone where delivery is raw.",
    kind: "recorded",
    source: "LocalStack's recordings of AWS, sqs and sns",
    date: "2026-03",
    operations: ["sns:Publish", "sns:PublishBatch"],
    file: "src/services/sns/envelope.ts",
    test: "what is published is a line of sns.jsonl, an event, and a message of the topic's queue",
  },
  {
    id: "sns-filter",
    behaviour: "A filter policy looks at the attributes or at the body.",
    kind: "documentation",
    source: "SNS developer guide, filter policies",
    date: "2026-11",
    operations: ["sns:Publish", "sns:PublishBatch", "sns:Subscribe", "sns:SetSubscriptionAttributes"],
    file: "src/services/sns/filter/filter-policy.ts",
    test: "a filter of the body lets through %s",
  },
  {
    id: "sns-refusals",
    behaviour: "Names, attributes, ARNs, subjects and batches are refused in its words.",
    kind: "recorded",
    source: "LocalStack's recordings of AWS, sqs and sns",
    date: "2026-03",
    operations: ["sns:*"],
    file: "src/services/sns/message.ts",
    test: "%s is refused: %s",
  },
  {
    id: "sns-confirm",
    behaviour: "An HTTP endpoint confirms with the token that it was sent before it gets anything.",
    kind: "documentation",
    source: "SNS developer guide, HTTP endpoints",
    date: "2026-11",
    operations: ["sns:Subscribe", "sns:ConfirmSubscription"],
    file: "src/services/sns/subscription-operations.ts",
    test: "a function is invoked, and an HTTP endpoint of this machine gets its confirmation before what is published",
  },
  {
    id: "sns-unsigned",
    behaviour: "What is delivered is not signed: Signature says so.",
    kind: "deviates",
    source: "SNS developer guide, verifying signatures",
    date: "2026-11",
    operations: ["sns:Publish", "sns:PublishBatch"],
    file: "src/services/sns/envelope.ts",
    test: "what is published is a line of sns.jsonl, an event, and a message of the topic's queue",
  },
  {
    id: "sns-outside",
    behaviour:
      "Mail, telephones and endpoints that are not on this machine get nothing; what was published to them is in sns.jsonl.",
    kind: "deviates",
    source: "SNS developer guide",
    date: "2026-11",
    operations: ["sns:Subscribe", "sns:Publish", "sns:PublishBatch"],
    file: "src/services/sns/ways.ts",
    test: "a function is invoked, and an HTTP endpoint of this machine gets its confirmation before what is published",
  },
];
