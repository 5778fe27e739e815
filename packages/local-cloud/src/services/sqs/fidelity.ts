import type { FidelityEntry } from "../../fidelity-entry.ts";

/** SQS. */
export const sqs: readonly FidelityEntry[] = [
  {
    id: "sqs-visibility",
    behaviour:
      "What was received is hidden for its visibility timeout, by the cloud's clock; dead letters, delays and retention likewise.",
    kind: "documentation",
    source: "SQS developer guide",
    date: "2026-11",
    operations: ["sqs:ReceiveMessage", "sqs:ChangeMessageVisibility", "sqs:ChangeMessageVisibilityBatch"],
    file: "src/services/sqs/receive.ts",
    test: "hides what was received until its visibility timeout has passed on the cloud's clock",
  },
  {
    id: "sqs-fifo",
    behaviour:
      "A FIFO queue keeps the order of a group, and no message of it is given out while one before it is; the same message is taken once in five minutes.",
    kind: "recorded",
    source: "LocalStack's recordings of AWS, sqs and sns",
    date: "2026-03",
    operations: ["sqs:SendMessage", "sqs:SendMessageBatch", "sqs:ReceiveMessage"],
    file: "src/services/sqs/receive.ts",
    test: "keeps the order of a group, and its next message while one is out",
  },
  {
    id: "sqs-refusals",
    behaviour: "Refusals have the shape's name and the older protocol's code.",
    kind: "recorded",
    source: "LocalStack's recordings of AWS, sqs and sns",
    date: "2026-03",
    operations: ["sqs:*"],
    file: "src/services/sqs/sqs-error.ts",
    test: "%s: %s",
  },
  {
    id: "sqs-scope-change",
    behaviour:
      "A change of DeduplicationScope holds at once; on AWS what was sent before it goes on counting for a while (the recorded case fifo-change-to-high-throughput-after-creation).",
    kind: "deviates",
    source: "LocalStack's recordings of AWS, sqs and sns",
    date: "2026-03",
    operations: ["sqs:SetQueueAttributes"],
    file: "src/services/sqs/send.ts",
    test: "takes the same message once in five minutes",
  },
  {
    id: "sqs-policy",
    behaviour: "A queue's Policy is kept and not enforced.",
    kind: "deviates",
    source: "SQS developer guide, access policies",
    date: "2026-11",
    operations: ["sqs:CreateQueue", "sqs:SetQueueAttributes"],
    file: "src/services/sqs/queue-attributes.ts",
    test: "hides what was received until its visibility timeout has passed on the cloud's clock",
  },
  {
    id: "sqs-query-protocol",
    behaviour:
      "The older Query protocol, which SDKs before 2023 speak, is answered by the same operations, at / and at a queue's URL.",
    kind: "documentation",
    source: "SQS API reference, Query protocol, 2012-11-05",
    date: "2026-11",
    operations: ["sqs:*"],
    file: "src/services/sqs/query/query-service.ts",
    test: "makes a queue with attributes and tags, and tells of them as lists of pairs",
  },
  {
    id: "sqs-deleted-recently",
    behaviour: "The name of a deleted queue can be taken again after a minute.",
    kind: "recorded",
    source: "LocalStack's recordings of AWS, sqs",
    date: "2026-03",
    operations: ["sqs:CreateQueue"],
    file: "src/services/sqs/queue-book.ts",
    test: "a second purge within a minute, whatever is in a deleted queue, and the same name with another attribute",
  },
  {
    id: "sqs-tokens",
    behaviour: "A token goes on with the list that gave it; the sentence that refuses another is not recorded.",
    kind: "inference",
    source: "LocalStack's provider of SQS",
    date: "2026-03",
    operations: ["sqs:ListQueues", "sqs:ListDeadLetterSourceQueues"],
    file: "src/services/sqs/queue-book.ts",
    test: "publishes to a queue, and knows refusals by the names that it has for them",
  },
];
