import type { QueueMessageAttribute } from "../../cloud/offers.ts";
import { optionalString, record, records } from "../../wire/input.ts";
import type { Input } from "../../wire/protocols.ts";
import { checkAttribute } from "./message-attribute.ts";
import { invalid } from "./sns-error.ts";
import type { Topic } from "./topic.ts";

/** What somebody publishes. */
export interface Publication {
  readonly message: string;
  readonly subject: string | undefined;
  readonly structure: string | undefined;
  readonly attributes: Readonly<Record<string, QueueMessageAttribute>>;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
}

export function readPublication(input: Input): Publication {
  const text = (name: string): string | undefined => optionalString(input, name);
  return {
    message: text("Message") ?? "",
    subject: text("Subject"),
    structure: text("MessageStructure"),
    attributes: readAttributes(input),
    groupId: text("MessageGroupId"),
    deduplicationId: text("MessageDeduplicationId"),
  };
}

function readAttributes(input: Input): Publication["attributes"] {
  const map = (input["MessageAttributes"] ?? {}) as Input;
  const entries = records(map, "entry").map(
    (entry) => [optionalString(entry, "Name") ?? "", readAttribute(record(entry, "Value"))] as const,
  );
  return Object.fromEntries(entries);
}

function readAttribute(value: Input): QueueMessageAttribute {
  const [StringValue, BinaryValue] = [optionalString(value, "StringValue"), optionalString(value, "BinaryValue")];
  return {
    DataType: optionalString(value, "DataType") ?? "",
    ...(StringValue === undefined ? {} : { StringValue }),
    ...(BinaryValue === undefined ? {} : { BinaryValue }),
  };
}

export const LONGEST = 262_144;

/** The bytes of a message and its attributes, by which it is limited. */
export function sizeOf({ message, attributes }: Publication): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue = "", BinaryValue = "" }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + Buffer.byteLength(BinaryValue, "base64"),
    Buffer.byteLength(message),
  );
}

/** UTF-8 without line breaks or control characters (botocore 1.43, sns, PublishInput). */
const SUBJECT = /^\P{Cc}{1,100}$/u;

/** What SNS refuses before it delivers anything (recordings; documentation of Publish, 2026-11). `within` is where a batch has it. */
export function checkPublication(publication: Publication, topic: Topic | undefined, within = ""): void {
  const { message, subject, structure, attributes } = publication;
  if (message === "") throw invalid("Empty message");
  if (sizeOf(publication) > LONGEST) throw invalid("Message too long");
  if (subject !== undefined && !SUBJECT.test(subject)) throw invalid("Subject");
  for (const [name, attribute] of Object.entries(attributes)) checkAttribute(name, attribute, within);
  if (structure !== undefined) messageFor(publication, "default");
  if (topic !== undefined) checkOrder(publication, topic);
}

function checkOrder({ groupId, deduplicationId }: Publication, { fifo, attributes }: Topic): void {
  if (!fifo) {
    if (deduplicationId === undefined) return;
    const name = "MessageDeduplicationId";
    throw invalid(`${name} Reason: The request includes ${name} parameter that is not valid for this topic type`);
  }
  if (groupId === undefined || groupId === "")
    throw invalid("The MessageGroupId parameter is required for FIFO topics");
  if (deduplicationId === undefined && attributes["ContentBasedDeduplication"] !== "true") {
    throw invalid(
      "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  }
}

/** The text for a protocol: with MessageStructure `json` each may have its own. */
export function messageFor({ message, structure }: Publication, protocol: string): string {
  if (structure === undefined) return message;
  if (structure !== "json") throw invalid("MessageStructure");
  let texts: Readonly<Record<string, unknown>>;
  try {
    texts = JSON.parse(message) as typeof texts;
  } catch {
    throw invalid("Message Structure - JSON message body failed to parse");
  }
  const fallback = texts?.["default"];
  if (typeof fallback !== "string") throw invalid("Message Structure - No default entry in JSON message body");
  const own = texts[protocol];
  return typeof own === "string" ? own : fallback;
}
