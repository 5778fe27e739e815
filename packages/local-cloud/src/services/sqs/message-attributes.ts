import { createHash } from "node:crypto";

import type { QueueMessageAttribute } from "../../cloud/offers.ts";
import { refused } from "./sqs-error.ts";

export type MessageAttributes = Readonly<Record<string, QueueMessageAttribute>>;

/** Source: documentation of SQS message attributes, 2026-11; the words by recordings of SQS. */
export function checkMessageAttributes(attributes: MessageAttributes): void {
  const names = Object.keys(attributes);
  if (names.length > 10) {
    const text = `Number of message attributes [${names.length}] exceeds the allowed maximum [10].`;
    throw refused("InvalidParameterValue", text);
  }
  for (const [name, attribute] of Object.entries(attributes)) checkAttribute(name, attribute);
}

function checkAttribute(name: string, { DataType, StringValue, BinaryValue }: QueueMessageAttribute): void {
  if (!/^(?!aws\.|amazon\.|\.)(?!.*\.\.)(?!.*\.$)[\p{L}\p{N}_.-]{1,256}$/iu.test(name)) {
    const text = `Message (user) attribute name '${name}' is invalid: it has up to 256 letters, digits, underscores, hyphens and single periods, and does not start with AWS. or Amazon.`;
    throw refused("InvalidParameterValue", text);
  }
  if (typeof DataType !== "string" || DataType === "") {
    throw refused(
      "InvalidParameterValue",
      `Message (user) attribute '${name}' must contain a non-empty attribute type.`,
    );
  }
  const [prefix = ""] = DataType.split(".");
  if (!["String", "Number", "Binary"].includes(prefix) || DataType.length > 256) {
    const text = `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`;
    throw refused("InvalidParameterValue", text);
  }
  const value = prefix === "Binary" ? BinaryValue : StringValue;
  if (value === undefined || value === "") {
    const text = `Message (user) attribute '${name}' must contain a non-empty value of type '${prefix}'.`;
    throw refused("InvalidParameterValue", text);
  }
  if (prefix === "Number" && !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(value)) {
    throw refused("InvalidParameterValue", `Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
}

/** Names, types and values, in bytes: they count as part of a message. */
export function sizeOfAttributes(attributes: MessageAttributes): number {
  return Object.entries(attributes).reduce((sum, [name, attribute]) => {
    return sum + Buffer.byteLength(name) + Buffer.byteLength(attribute.DataType) + valueOf(attribute).length;
  }, 0);
}

/**
 * By name, each of name, type and value behind its length, with a byte between that says text or bytes. Source:
 * documentation, "Calculating the MD5 message digest for message attributes", 2026-11.
 */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).toSorted();
  if (names.length === 0) return undefined;
  const hash = createHash("md5");
  const add = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const attribute = attributes[name] as QueueMessageAttribute;
    add(Buffer.from(name));
    add(Buffer.from(attribute.DataType));
    hash.update(Buffer.from([attribute.BinaryValue === undefined ? 1 : 2]));
    add(valueOf(attribute));
  }
  return hash.digest("hex");
}

/** Those that were asked for: by name, by `prefix.*`, or all of them. */
export function selectAttributes(attributes: MessageAttributes, asked: readonly string[]): MessageAttributes {
  const wanted = (name: string): boolean =>
    asked.some(
      (each) => each === name || each === "All" || (each.endsWith(".*") && name.startsWith(each.slice(0, -1))),
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => asked.includes(".*") || wanted(name)));
}

function valueOf({ StringValue, BinaryValue }: QueueMessageAttribute): Buffer {
  return BinaryValue === undefined ? Buffer.from(StringValue ?? "") : Buffer.from(BinaryValue, "base64");
}
