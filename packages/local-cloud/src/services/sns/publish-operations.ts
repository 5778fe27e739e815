import { randomUUID } from "node:crypto";

import type { JsonLines } from "../../cloud/kept/json-lines.ts";
import type { Part } from "../../cloud/part.ts";
import { sha256 } from "../../cloud/sha256.ts";
import { optionalString, records } from "../../wire/input.ts";
import type { Input, QueryService } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import { deliver, type Ways } from "./deliver.ts";
import type { Delivery } from "./envelope.ts";
import { checkPublication, LONGEST, type Publication, readPublication, sizeOf } from "./message.ts";
import { invalid, PHONE } from "./sns-error.ts";
import type { TopicBook } from "./topic-book.ts";
import type { Published, Topic } from "./topic.ts";

const FIVE_MINUTES = 300_000;

export interface Publishing {
  readonly book: TopicBook;
  readonly part: Part;
  readonly ways: Ways;
  readonly notifications: JsonLines;
}

/** Publish and PublishBatch. Everything that is published is told, subscribers or not. */
export function publishOperations(publishing: Publishing): QueryService["operations"] {
  const { book } = publishing;
  return {
    Publish: async (input) => {
      const publication = readPublication(input);
      const topic = targetOf(book, input);
      checkPublication(publication, topic);
      const { messageId, sequenceNumber } = publish(publishing, topic, publication);
      return { MessageId: messageId, SequenceNumber: sequenceNumber };
    },
    PublishBatch: async (input) => {
      const topic = book.topic("TopicArn", optionalString(input, "TopicArn"));
      const entries = readEntries(input);
      const publications = entries.map(readPublication);
      if (publications.reduce((sum, each) => sum + sizeOf(each), 0) > LONGEST) {
        throw batch("BatchRequestTooLong", "The length of all the messages put together is more than the limit.");
      }
      for (const [index, publication] of publications.entries()) {
        checkPublication(publication, topic, `publishBatchRequestEntries.${index + 1}.member.`);
      }
      const Successful = publications.map((publication, index) => {
        const { messageId, sequenceNumber } = publish(publishing, topic, publication);
        return { Id: entries[index]?.["Id"], MessageId: messageId, SequenceNumber: sequenceNumber };
      });
      return { Successful, Failed: [] };
    },
  };
}

/** The topic, or `undefined` for a telephone, which gets nothing here. */
function targetOf(book: TopicBook, input: Input): Topic | undefined {
  const [topicArn, targetArn, phone] = ["TopicArn", "TargetArn", "PhoneNumber"].map((name) =>
    optionalString(input, name),
  );
  if (topicArn !== undefined) return book.topic("TopicArn", topicArn);
  if (targetArn?.includes(":endpoint/") === true) {
    throw invalid("TargetArn Reason: No endpoint found for the target arn specified");
  }
  if (targetArn !== undefined) return book.topic("TargetArn", targetArn);
  if (phone === undefined) throw invalid("TopicArn or TargetArn Reason: no value for required parameter");
  if (!PHONE.test(phone)) throw invalid(`PhoneNumber Reason: ${phone} is not valid to publish to`);
  return undefined;
}

function readEntries(input: Input): readonly Input[] {
  const entries = records(input, "PublishBatchRequestEntries");
  if (entries.length === 0) throw batch("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  if (entries.length > 10) {
    throw batch("TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible.");
  }
  const ids = entries.map((entry) => optionalString(entry, "Id") ?? "");
  const wrong = ids.find((id) => !/^[\w-]{1,80}$/.test(id));
  if (wrong !== undefined) throw batch("InvalidBatchEntryId", whyNot(wrong));
  if (new Set(ids).size < ids.length) {
    throw batch("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
  }
  return entries;
}

/** Recorded, 2026. */
function whyNot(id: string): string {
  if (id === "") return "The Id of a batch entry in a batch request doesn't abide by the specification.";
  const what = id.length > 80 ? "is too long" : "contains an impermissible character";
  return `The Id of a batch entry in the batch request ${what}: ${id}`;
}

function batch(code: string, message: string): ServiceError {
  return new ServiceError(code, message);
}

function publish(publishing: Publishing, topic: Topic | undefined, publication: Publication): Published {
  const { book, part, ways, notifications } = publishing;
  const at = part.clock.now();
  const deduplicationId =
    topic?.fifo === true ? (publication.deduplicationId ?? sha256(publication.message)) : undefined;
  const key = deduplicationId === undefined ? undefined : keyOf(topic, publication, deduplicationId);
  if (topic !== undefined && key !== undefined) {
    for (const [old, published] of topic.published) if (at - published.at >= FIVE_MINUTES) topic.published.delete(old);
    const repeated = topic.published.get(key);
    if (repeated !== undefined) return repeated;
  }
  const sequenceNumber = topic?.fifo === true ? book.nextSequenceNumber() : undefined;
  const published = { at, messageId: randomUUID(), sequenceNumber };
  if (topic !== undefined && key !== undefined) topic.published.set(key, published);
  const { message, subject } = publication;
  const timestamp = new Date(at).toISOString();
  const told = {
    timestamp,
    topicArn: topic?.arn ?? "",
    subject: subject ?? null,
    message,
    messageId: published.messageId,
  };
  notifications.append(told);
  part.bus.emit({ type: "notification", at, ...told, ...part.callers.asker() });
  if (topic === undefined) return published;
  const delivery: Delivery = {
    messageId: published.messageId,
    topicArn: topic.arn,
    subject,
    message,
    timestamp,
    attributes: publication.attributes,
    sequenceNumber,
    signatureVersion: topic.attributes["SignatureVersion"] ?? "1",
    endpoint: part.environment["AWS_ENDPOINT_URL"] ?? "",
  };
  for (const each of book.subscriptionsOf(topic)) {
    void deliver(ways, { ...publication, deduplicationId }, delivery, each);
  }
  return published;
}

function keyOf(topic: Topic | undefined, { groupId }: Publication, deduplicationId: string): string {
  const perGroup = topic?.attributes["FifoThroughputScope"] === "MessageGroup";
  return JSON.stringify(perGroup ? [deduplicationId, groupId] : [deduplicationId]);
}
