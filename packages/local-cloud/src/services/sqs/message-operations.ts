import type { Clock, Outsiders } from "@alpha-engine/asl";

import { AT_WORK, TAKES_MESSAGES } from "../../cloud/who-comes.ts";
import { optionalNumber, strings } from "../../wire/input.ts";
import type { Input, JsonService } from "../../wire/protocols.ts";
import { eachOf, readBatch } from "./batch.ts";
import { md5OfAttributes, sizeOfAttributes } from "./message-attributes.ts";
import { readSending } from "./message-input.ts";
import { md5, messageShape } from "./message-shape.ts";
import type { QueueBook } from "./queue-book.ts";
import { required } from "./queue-operations.ts";
import { type Queue, setting } from "./queue.ts";
import { changeVisibility, deleteMessage, receiveWaiting } from "./receive.ts";
import { checkSending, send, type Sending } from "./send.ts";
import { invalidValue, refused } from "./sqs-error.ts";

export interface MessageContext {
  readonly clock: Clock;
  readonly outsiders: Outsiders;
  readonly senderId: string;
  /** Aborted when the cloud stops: who waits for a message waits no longer. */
  readonly ending: AbortSignal;
}

/** What is done to messages. */
export function messageOperations(book: QueueBook, context: MessageContext): JsonService["operations"] {
  const { clock } = context;
  const named = (input: Input): Queue => book.byUrl(required(input, "QueueUrl"));
  return {
    SendMessage: async (input) => {
      const queue = named(input);
      const sending = readSending(input);
      checkSending(queue, sending);
      return sentShape(sending, send(book, queue, sending, clock.now()));
    },
    SendMessageBatch: async (input) => {
      const queue = named(input);
      const entries = readBatch(input, "SendMessageBatchRequestEntry");
      checkWhole(queue, entries.map(readSending));
      return eachOf(entries, (entry) => {
        const sending = readSending(entry);
        checkSending(queue, sending, "One or more parameters cannot be validated.");
        return sentShape(sending, send(book, queue, sending, clock.now()));
      });
    },
    ReceiveMessage: async (input) => await receiveMessage(book, named(input), input, context),
    DeleteMessage: async (input) => {
      deleteMessage(book, named(input), required(input, "ReceiptHandle"), clock.now());
      return {};
    },
    DeleteMessageBatch: async (input) => {
      const queue = named(input);
      return eachOf(readBatch(input, "DeleteMessageBatchRequestEntry"), (entry) => {
        deleteMessage(book, queue, required(entry, "ReceiptHandle"), clock.now());
        return {};
      });
    },
    ChangeMessageVisibility: async (input) => {
      const handle = required(input, "ReceiptHandle");
      changeVisibility(book, named(input), handle, {
        seconds: optionalNumber(input, "VisibilityTimeout"),
        now: clock.now(),
      });
      return {};
    },
    ChangeMessageVisibilityBatch: async (input) => {
      const queue = named(input);
      return eachOf(readBatch(input, "ChangeMessageVisibilityBatchRequestEntry"), (entry) => {
        const handle = required(entry, "ReceiptHandle");
        changeVisibility(book, queue, handle, {
          seconds: optionalNumber(entry, "VisibilityTimeout"),
          now: clock.now(),
        });
        return {};
      });
    },
  };
}

/** What makes SQS refuse a batch as a whole. */
function checkWhole(queue: Queue, sendings: readonly Sending[]): void {
  const size = sendings.reduce((sum, { body, attributes }) => {
    return sum + Buffer.byteLength(body) + sizeOfAttributes(attributes);
  }, 0);
  if (size > LONGEST_BATCH) {
    const text = `Batch requests cannot be longer than ${LONGEST_BATCH} bytes. You have sent ${size} bytes.`;
    throw refused("BatchRequestTooLong", text);
  }
  // A group or a deduplication id that a FIFO queue lacks is the fault of the request, not of the entry (recorded).
  if (!queue.fifo) return;
  if (sendings.some(({ groupId }) => groupId === undefined)) {
    throw refused("InvalidParameterValue", "The request must contain the parameter MessageGroupId.");
  }
  for (const sending of sendings) checkSending(queue, { ...sending, body: "-", attributes: {} });
}

const LONGEST_BATCH = 1_048_576;

function sentShape(
  { body, attributes, systemAttributes }: Sending,
  { id, sequenceNumber }: { readonly id: string; readonly sequenceNumber: string | undefined },
): object {
  return {
    MessageId: id,
    MD5OfMessageBody: md5(body),
    MD5OfMessageAttributes: md5OfAttributes(attributes),
    MD5OfMessageSystemAttributes: md5OfAttributes(systemAttributes),
    SequenceNumber: sequenceNumber,
  };
}

async function receiveMessage(book: QueueBook, queue: Queue, input: Input, context: MessageContext): Promise<object> {
  const most = optionalNumber(input, "MaxNumberOfMessages") ?? 1;
  if (!(most >= 1 && most <= 10)) {
    throw invalidValue(most, "MaxNumberOfMessages", "Must be between 1 and 10, if provided.");
  }
  const waitSeconds = optionalNumber(input, "WaitTimeSeconds") ?? setting(queue, "ReceiveMessageWaitTimeSeconds");
  if (!(waitSeconds >= 0 && waitSeconds <= 20)) {
    throw invalidValue(waitSeconds, "WaitTimeSeconds", "Must be >= 0 and <= 20, if provided.");
  }
  const visibilityTimeout = optionalNumber(input, "VisibilityTimeout") ?? setting(queue, "VisibilityTimeout");
  if (!(visibilityTimeout >= 0 && visibilityTimeout <= 43_200)) {
    throw invalidValue(visibilityTimeout, "VisibilityTimeout", "Must be >= 0 and <= 43200, if provided.");
  }
  const { clock, outsiders, senderId, ending } = context;
  const leave = outsiders.present(TAKES_MESSAGES);
  const received = await receiveWaiting(
    book,
    queue,
    { most, visibilityTimeout },
    { clock, waitSeconds, ending },
  ).finally(leave);
  if (received.length > 0) outsiders.seen(TAKES_MESSAGES, AT_WORK);
  const asked = {
    attributes: [...strings(input, "AttributeNames"), ...strings(input, "MessageSystemAttributeNames")],
    messageAttributes: strings(input, "MessageAttributeNames"),
  };
  return received.length > 0 ? { Messages: received.map((each) => messageShape(each, senderId, asked)) } : {};
}
