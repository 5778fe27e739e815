import type { MessageAttributes } from "./message-attributes.ts";
import { defaultAttributes, type QueueAttributes } from "./queue-attributes.ts";

/** A message on its way; times are milliseconds since 1970 by the cloud's clock. */
export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly systemAttributes: MessageAttributes;
  readonly sentAt: number;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly sequenceNumber: string | undefined;
  /** Of the queue that it was moved away from, if it was. */
  readonly deadLetterSource: string | undefined;
  /** From when on somebody may receive it. */
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt: number | undefined;
  /** Of the latest receive. */
  receipt: string | undefined;
}

/** A queue and what is in it, oldest first. */
export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly fifo: boolean;
  readonly createdAt: number;
  modifiedAt: number;
  /** What was set, over the defaults. */
  set: QueueAttributes;
  tags: Readonly<Record<string, string>>;
  readonly messages: Map<string, Message>;
  /** What was sent in the last five minutes, by its deduplication id within its scope. */
  readonly sent: Map<string, { readonly at: number; readonly id: string; readonly sequenceNumber: string | undefined }>;
  purgedAt: number;
  /** Wakes those who wait for a message. */
  readonly waiters: Set<() => void>;
}

export function attributesOf({ fifo, set }: Queue): QueueAttributes {
  return { ...defaultAttributes(fifo), ...set };
}

/** A number among the attributes. */
export function setting(queue: Queue, name: string): number {
  return Number(attributesOf(queue)[name]);
}

export function wake({ waiters }: Queue): void {
  for (const wakeUp of waiters) wakeUp();
}
