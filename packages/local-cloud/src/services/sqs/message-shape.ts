import { createHash } from "node:crypto";

import { md5OfAttributes, selectAttributes } from "./message-attributes.ts";
import type { Message } from "./queue.ts";

export interface Asked {
  readonly attributes: readonly string[];
  readonly messageAttributes: readonly string[];
}

/** A message as ReceiveMessage shows it: of the attributes only those that were asked for. */
export function messageShape(message: Message, senderId: string, asked: Asked): object {
  const chosen = selectAttributes(message.attributes, asked.messageAttributes);
  const system = systemAttributes(message, senderId, asked.attributes);
  const digest = md5OfAttributes(chosen);
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(Object.keys(system).length > 0 ? { Attributes: system } : {}),
    ...(digest === undefined ? {} : { MD5OfMessageAttributes: digest, MessageAttributes: chosen }),
  };
}

export function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

function systemAttributes(message: Message, senderId: string, asked: readonly string[]): Record<string, string> {
  const all: Readonly<Record<string, string | undefined>> = {
    SenderId: senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    MessageGroupId: message.groupId,
    MessageDeduplicationId: message.deduplicationId,
    SequenceNumber: message.sequenceNumber,
    AWSTraceHeader: message.systemAttributes["AWSTraceHeader"]?.StringValue,
    DeadLetterQueueSourceArn: message.deadLetterSource,
  };
  const chosen = Object.entries(all).filter(([name]) => asked.includes("All") || asked.includes(name));
  return Object.fromEntries(chosen.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
