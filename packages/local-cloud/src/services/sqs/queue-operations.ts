import type { Clock } from "@alpha-engine/asl";

import { optionalNumber, optionalString, strings } from "../../wire/input.ts";
import { listed as ofList, type Page, pageOf } from "../../wire/pages.ts";
import type { Input, JsonService } from "../../wire/protocols.ts";
import { texts } from "./message-input.ts";
import { byOneKey, checkedAttributes, readRedrivePolicy } from "./queue-attributes.ts";
import type { QueueBook } from "./queue-book.ts";
import { attributesOf, type Queue } from "./queue.ts";
import { missing, refused } from "./sqs-error.ts";

const MINUTE = 60_000;

/** What is done to queues as such. */
export function queueOperations(book: QueueBook, clock: Clock): JsonService["operations"] {
  const named = (input: Input): Queue => book.byUrl(required(input, "QueueUrl"));
  return {
    CreateQueue: async (input) => {
      const { url } = book.create(required(input, "QueueName"), texts(input, "Attributes"), texts(input, "tags"));
      return { QueueUrl: url };
    },
    DeleteQueue: async (input) => {
      book.remove(named(input));
      return {};
    },
    GetQueueUrl: async (input) => ({ QueueUrl: book.byName(required(input, "QueueName")).url }),
    ListQueues: async (input) => {
      const prefix = optionalString(input, "QueueNamePrefix") ?? "";
      const names = [...book.queues.keys()].filter((name) => name.startsWith(prefix)).toSorted();
      const { items, next } = listed(names, input);
      const urls = items.map((name) => book.byName(name).url);
      return { ...(urls.length > 0 ? { QueueUrls: urls } : {}), ...(next === undefined ? {} : { NextToken: next }) };
    },
    ListDeadLetterSourceQueues: async (input) => {
      const { arn } = named(input);
      const sources = [...book.queues.values()].filter(
        (queue) => readRedrivePolicy(attributesOf(queue)["RedrivePolicy"])?.deadLetterTargetArn === arn,
      );
      const { items, next } = listed(sources, input);
      return { queueUrls: items.map(({ url }) => url), ...(next === undefined ? {} : { NextToken: next }) };
    },
    GetQueueAttributes: async (input) => {
      const attributes = shownAttributes(named(input), strings(input, "AttributeNames"), clock.now());
      return Object.keys(attributes).length > 0 ? { Attributes: attributes } : {};
    },
    SetQueueAttributes: async (input) => {
      const queue = named(input);
      const set = checkedAttributes(texts(input, "Attributes"), queue.fifo);
      if (set["FifoQueue"] === "false") {
        const words = "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.";
        throw refused("InvalidAttributeValue", words);
      }
      book.change(queue, { set: withoutEmpty(byOneKey({ ...queue.set, ...set })) });
      return {};
    },
    PurgeQueue: async (input) => {
      const queue = named(input);
      if (clock.now() - queue.purgedAt < MINUTE) {
        const words = `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`;
        throw refused("PurgeQueueInProgress", words, 403);
      }
      queue.purgedAt = clock.now();
      for (const message of queue.messages.values()) book.take(queue, message);
      queue.sent.clear();
      return {};
    },
    TagQueue: async (input) => {
      const queue = named(input);
      const tags = { ...queue.tags, ...texts(input, "Tags") };
      if (Object.keys(tags).length > 50) throw refused("InvalidParameterValue", "Too many tags added for queue.");
      book.change(queue, { tags });
      return {};
    },
    UntagQueue: async (input) => {
      const queue = named(input);
      const gone = strings(input, "TagKeys");
      const tags = Object.fromEntries(Object.entries(queue.tags).filter(([key]) => !gone.includes(key)));
      book.change(queue, { tags });
      return {};
    },
    ListQueueTags: async (input) => {
      const { tags } = named(input);
      return Object.keys(tags).length > 0 ? { Tags: tags } : {};
    },
  };
}

/** Those that a queue may have and need not. */
const FIFO_ONLY = ["FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"];
const UNSET = ["Policy", "RedrivePolicy", "RedriveAllowPolicy", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds"];

function shownAttributes(queue: Queue, names: readonly string[], now: number): Readonly<Record<string, string>> {
  const set = attributesOf(queue);
  const messages = [...queue.messages.values()];
  const unseen = messages.filter(({ visibleAt }) => visibleAt > now);
  const inFlight = unseen.filter(({ receipt }) => receipt !== undefined).length;
  const all: Readonly<Record<string, string>> = {
    ...set,
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(messages.length - unseen.length),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(unseen.length - inFlight),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
  };
  const unknown = names.find((name) => ![...Object.keys(all), ...UNSET, ...FIFO_ONLY, "All"].includes(name));
  if (unknown !== undefined) throw refused("InvalidAttributeName", `Unknown Attribute ${unknown}.`);
  const hidden = set["KmsMasterKeyId"] === undefined ? "KmsDataKeyReusePeriodSeconds" : undefined;
  return Object.fromEntries(
    Object.entries(all).filter(([name]) => name !== hidden && (names.includes("All") || names.includes(name))),
  );
}

function withoutEmpty(attributes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ""));
}

function listed<Item>(items: readonly Item[], input: Input): Page<Item> {
  const most = optionalNumber(input, "MaxResults") ?? 1000;
  if (!(most >= 1 && most <= 1000))
    throw refused(
      "InvalidParameterValue",
      `Value ${most} for parameter MaxResults is invalid. Reason: Must be between 1 and 1000, if provided.`,
    );
  const page = pageOf(items, { size: most, token: optionalString(input, "NextToken"), of: ofList(input) });
  if (page === undefined) throw refused("InvalidParameterValue", "Invalid or expired next token.");
  return page;
}

export function required(input: Input, name: string): string {
  const value = optionalString(input, name);
  if (value === undefined || value === "") throw missing(name);
  return value;
}
