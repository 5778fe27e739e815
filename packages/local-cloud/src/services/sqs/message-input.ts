import { optionalNumber, optionalString, record } from "../../wire/input.ts";
import type { Input } from "../../wire/protocols.ts";
import type { MessageAttributes } from "./message-attributes.ts";
import type { Sending } from "./send.ts";

/** A message as SendMessage, or an entry of SendMessageBatch, gives it. */
export function readSending(input: Input): Sending {
  return {
    body: optionalString(input, "MessageBody") ?? "",
    attributes: readAttributes(input, "MessageAttributes"),
    systemAttributes: readAttributes(input, "MessageSystemAttributes"),
    delaySeconds: optionalNumber(input, "DelaySeconds"),
    groupId: optionalString(input, "MessageGroupId"),
    deduplicationId: optionalString(input, "MessageDeduplicationId"),
  };
}

function readAttributes(input: Input, name: string): MessageAttributes {
  return record(input, name) as MessageAttributes;
}

export function texts(input: Input, name: string): Readonly<Record<string, string>> {
  const map = record(input, name);
  return Object.fromEntries(Object.keys(map).map((key) => [key, optionalString(map, key) ?? ""]));
}
