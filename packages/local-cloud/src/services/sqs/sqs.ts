import type { QueueMessage } from "../../cloud/offers.ts";
import type { Part } from "../../cloud/part.ts";
import type { Service } from "../../cloud/service.ts";
import { messageOperations } from "./message-operations.ts";
import { queryService } from "./query/query-service.ts";
import { createQueueBook, type QueueBook } from "./queue-book.ts";
import { queueOperations } from "./queue-operations.ts";
import type { Queue } from "./queue.ts";
import { checkSending, send } from "./send.ts";

/** SQS: queues that keep order, visibility, deduplication and dead letters by the cloud's clock. In JSON, and in the Query protocol of clients before 2023. */
export function createSqs(part: Part): Service {
  const { clock, outsiders, accountId } = part;
  const book = createQueueBook(part);
  const ending = new AbortController();
  const context = { clock, outsiders, senderId: accountId, ending: ending.signal };
  const operations = { ...queueOperations(book, clock), ...messageOperations(book, context) };
  return {
    json: { targetPrefix: "AmazonSQS", operations },
    query: queryService(operations),
    offers: {
      queues: {
        find: (arn) => {
          const queue = book.byArn(arn);
          return queue && { fifo: queue.fifo, send: (message) => deliver(book, queue, message, clock.now()) };
        },
      },
    },
    endWork: async () => ending.abort(),
  };
}

function deliver(book: QueueBook, queue: Queue, message: QueueMessage, now: number): void {
  const { body, attributes = {}, groupId, deduplicationId } = message;
  const sending = { body, attributes, systemAttributes: {}, delaySeconds: undefined, groupId, deduplicationId };
  checkSending(queue, sending);
  send(book, queue, sending, now);
}
