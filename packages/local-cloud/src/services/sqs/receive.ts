import { randomUUID } from "node:crypto";

import type { Clock } from "@alpha-engine/asl";

import { readRedrivePolicy } from "./queue-attributes.ts";
import type { QueueBook } from "./queue-book.ts";
import { attributesOf, type Message, type Queue, setting } from "./queue.ts";
import { invalidValue, missing, refused } from "./sqs-error.ts";

export interface Receiving {
  readonly most: number;
  /** For so many seconds nobody else gets it. */
  readonly visibilityTimeout: number;
}

/**
 * Those that may be received now, at most so many, hidden from others from here on. Source: SQS developer guide,
 * visibility timeout and FIFO delivery logic, 2026-11.
 */
export function receive(
  book: QueueBook,
  queue: Queue,
  { most, visibilityTimeout }: Receiving,
  now: number,
): readonly Message[] {
  forgetOld(book, queue, now);
  const received: Message[] = [];
  const closed = groupsInFlight(queue, now);
  for (const message of inOrder(queue)) {
    if (received.length === most) break;
    if (message.groupId !== undefined && queue.fifo && closed.has(message.groupId)) continue;
    if (message.visibleAt > now) {
      // The next of a group waits for the one before it.
      if (queue.fifo && message.groupId !== undefined) closed.add(message.groupId);
      continue;
    }
    if (moveToDeadLetters(book, queue, message)) continue;
    message.receiveCount++;
    message.firstReceivedAt ??= now;
    message.visibleAt = now + visibilityTimeout * 1000;
    message.receipt = receiptOf(queue, message);
    book.put(queue, message);
    received.push(message);
  }
  return received;
}

/** A FIFO queue gives what a group has before it goes on to the next. [LocalStack's recordings of AWS, sqs, 2026] */
function inOrder({ fifo, messages }: Queue): readonly Message[] {
  const all = [...messages.values()];
  return fifo ? [...Map.groupBy(all, ({ groupId }) => groupId).values()].flat() : all;
}

/** Receives, and waits for something to receive until the time is up, the queue is gone or the cloud stops. */
export async function receiveWaiting(
  book: QueueBook,
  queue: Queue,
  receiving: Receiving,
  { clock, waitSeconds, ending }: { readonly clock: Clock; readonly waitSeconds: number; readonly ending: AbortSignal },
): Promise<readonly Message[]> {
  const end = clock.now() + waitSeconds * 1000;
  for (;;) {
    const now = clock.now();
    const received = receive(book, queue, receiving, now);
    if (received.length > 0 || now >= end || ending.aborted || !book.queues.has(queue.name)) return received;
    await change(queue, clock, Math.min(end, nextVisible(queue, now)) - now, ending);
  }
}

function change(queue: Queue, clock: Clock, withinMs: number, ending: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      queue.waiters.delete(done);
      ending.removeEventListener("abort", done);
      resolve();
    };
    const cancel = clock.schedule(withinMs, done);
    queue.waiters.add(done);
    ending.addEventListener("abort", done);
  });
}

function nextVisible({ messages }: Queue, now: number): number {
  const times = [...messages.values()].map(({ visibleAt }) => visibleAt).filter((at) => at > now);
  return Math.min(...times);
}

function groupsInFlight({ messages, fifo }: Queue, now: number): Set<string> {
  if (!fifo) return new Set();
  const inFlight = [...messages.values()].filter(({ receipt, visibleAt }) => receipt !== undefined && visibleAt > now);
  return new Set(inFlight.flatMap(({ groupId }) => groupId ?? []));
}

function forgetOld(book: QueueBook, queue: Queue, now: number): void {
  const keptMs = setting(queue, "MessageRetentionPeriod") * 1000;
  for (const message of queue.messages.values()) if (now - message.sentAt > keptMs) book.take(queue, message);
}

/** Whether it was received so often that its queue gives it away instead. */
function moveToDeadLetters(book: QueueBook, queue: Queue, message: Message): boolean {
  const policy = readRedrivePolicy(attributesOf(queue)["RedrivePolicy"]);
  if (policy === undefined || message.receiveCount < policy.maxReceiveCount) return false;
  const letters = book.byArn(policy.deadLetterTargetArn);
  if (letters === undefined) return false;
  book.take(queue, message);
  book.put(letters, { ...message, visibleAt: 0, receipt: undefined, deadLetterSource: queue.arn });
  return true;
}

function receiptOf({ arn }: Queue, { id, receiveCount }: Message): string {
  return Buffer.from(`${randomUUID()} ${arn} ${id} ${receiveCount}`).toString("base64");
}

/** The message of a receipt handle, `undefined` where it is gone already. */
function messageOf(queue: Queue, handle: string): Message | undefined {
  const [, arn, id = "", count] = Buffer.from(handle, "base64").toString("utf8").split(" ");
  if (arn === undefined || count === undefined) {
    throw refused("ReceiptHandleIsInvalid", `The input receipt handle "${handle}" is not a valid receipt handle.`);
  }
  return arn === queue.arn ? queue.messages.get(id) : undefined;
}

/** A standard queue takes any handle that was ever given out; a FIFO queue the latest, while it is not yet visible again. */
export function deleteMessage(book: QueueBook, queue: Queue, handle: string, now: number): void {
  const message = messageOf(queue, handle);
  if (message === undefined) return;
  if (queue.fifo && (message.receipt !== handle || message.visibleAt <= now)) {
    throw invalidValue(handle, "ReceiptHandle", "The receipt handle has expired.");
  }
  book.take(queue, message);
}

export function changeVisibility(
  book: QueueBook,
  queue: Queue,
  handle: string,
  { seconds, now }: { readonly seconds: number | undefined; readonly now: number },
): void {
  if (seconds === undefined) throw missing("VisibilityTimeout");
  if (!(seconds >= 0 && seconds <= 43_200)) {
    throw invalidValue(seconds, "VisibilityTimeout", "Must be between 0 and 43200, if provided.");
  }
  const message = messageOf(queue, handle);
  if (message === undefined || (queue.fifo && (message.receipt !== handle || message.visibleAt <= now))) {
    throw invalidValue(
      handle,
      "ReceiptHandle",
      "Message does not exist or is not available for visibility timeout change.",
    );
  }
  message.visibleAt = now + seconds * 1000;
  book.put(queue, message);
}
