import { randomUUID } from "node:crypto";

import { sha256 } from "../../cloud/sha256.ts";
import { checkMessageAttributes, type MessageAttributes, sizeOfAttributes } from "./message-attributes.ts";
import type { QueueBook } from "./queue-book.ts";
import { attributesOf, type Message, type Queue, setting } from "./queue.ts";
import { invalidValue, missing, refused } from "./sqs-error.ts";

/** A message as somebody sends it. */
export interface Sending {
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly systemAttributes: MessageAttributes;
  readonly delaySeconds: number | undefined;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
}

const FIVE_MINUTES = 300_000;
const ID = /^[\w!"#$%&'()*+,\-./:;<=>?@[\\\]^`{|}~]{1,128}$/;

/** What SQS refuses, in its words (recordings of SQS; documentation of SendMessage, 2026-11). */
export function checkSending(queue: Queue, sending: Sending, sizeWords = "One or more parameters are invalid."): void {
  const { body, attributes, delaySeconds, groupId, deduplicationId } = sending;
  if (body === "") throw missing("MessageBody");
  const bad = unusable(body);
  if (bad !== undefined) {
    throw refused(
      "InvalidMessageContents",
      `Invalid binary character '#x${bad}' was found in the message body, the set of allowed characters is #x9 | #xA | #xD | [#x20 to #xD7FF] | [#xE000 to #xFFFD] | [#x10000 to #x10FFFF]`,
    );
  }
  checkMessageAttributes(attributes);
  const most = setting(queue, "MaximumMessageSize");
  if (Buffer.byteLength(body) + sizeOfAttributes(attributes) > most) {
    throw refused("InvalidParameterValue", `${sizeWords} Reason: Message must be shorter than ${most} bytes.`);
  }
  if (delaySeconds !== undefined && !(Number.isInteger(delaySeconds) && delaySeconds >= 0 && delaySeconds <= 900)) {
    throw invalidValue(delaySeconds, "DelaySeconds", "DelaySeconds must be >= 0 and <= 900.");
  }
  checkId("MessageGroupId", groupId);
  checkId("MessageDeduplicationId", deduplicationId);
  if (queue.fifo) checkFifo(queue, sending);
  else if (deduplicationId !== undefined) throw invalidValue(deduplicationId, "MessageDeduplicationId", OF_OTHER_TYPE);
}

function checkFifo(queue: Queue, { groupId, deduplicationId, delaySeconds = 0 }: Sending): void {
  if (groupId === undefined) throw missing("MessageGroupId");
  if (delaySeconds > 0) throw invalidValue(delaySeconds, "DelaySeconds", OF_OTHER_TYPE);
  if (deduplicationId === undefined && attributesOf(queue)["ContentBasedDeduplication"] !== "true") {
    const text =
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly";
    throw refused("InvalidParameterValue", text);
  }
}

const OF_OTHER_TYPE = "The request include parameter that is not valid for this queue type.";

function checkId(parameter: string, value: string | undefined): void {
  if (value === undefined || ID.test(value)) return;
  throw invalidValue(
    value,
    parameter,
    `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
}

/** The message that is in the queue now, or the one of the last five minutes that it repeats. */
export function send(
  book: QueueBook,
  queue: Queue,
  sending: Sending,
  now: number,
): { readonly id: string; readonly sequenceNumber: string | undefined } {
  const deduplicationId = queue.fifo ? (sending.deduplicationId ?? sha256(sending.body)) : undefined;
  if (deduplicationId !== undefined) {
    for (const [key, { at }] of queue.sent) if (now - at >= FIVE_MINUTES) queue.sent.delete(key);
    const repeated = queue.sent.get(scoped(queue, deduplicationId, sending.groupId));
    if (repeated !== undefined) return repeated;
  }
  // A delay of 0 is no delay of its own to a FIFO queue (recorded).
  const delay = queue.fifo ? setting(queue, "DelaySeconds") : (sending.delaySeconds ?? setting(queue, "DelaySeconds"));
  const message: Message = {
    id: randomUUID(),
    body: sending.body,
    attributes: sending.attributes,
    systemAttributes: sending.systemAttributes,
    sentAt: now,
    groupId: sending.groupId,
    deduplicationId,
    sequenceNumber: queue.fifo ? book.nextSequenceNumber() : undefined,
    deadLetterSource: undefined,
    visibleAt: now + delay * 1000,
    receiveCount: 0,
    firstReceivedAt: undefined,
    receipt: undefined,
  };
  const { id, sequenceNumber } = message;
  if (deduplicationId !== undefined) {
    queue.sent.set(scoped(queue, deduplicationId, sending.groupId), { at: now, id, sequenceNumber });
  }
  book.put(queue, message);
  return message;
}

function scoped(queue: Queue, deduplicationId: string, groupId: string | undefined): string {
  const perGroup = attributesOf(queue)["DeduplicationScope"] === "messageGroup";
  return JSON.stringify(perGroup ? [deduplicationId, groupId] : [deduplicationId]);
}

function unusable(body: string): string | undefined {
  // oxlint-disable-next-line no-control-regex -- these are what SQS refuses
  const found = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.exec(body)?.[0];
  return found === undefined ? undefined : (found.codePointAt(0) ?? 0).toString(16).toUpperCase();
}
