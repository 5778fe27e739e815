import { openSequence } from "../../cloud/kept/sequence.ts";
import type { Part } from "../../cloud/part.ts";
import { arnOf } from "../../cloud/place.ts";
import { byOneKey, checkedAttributes, type QueueAttributes } from "./queue-attributes.ts";
import type { Message, Queue } from "./queue.ts";
import { attributesOf, wake } from "./queue.ts";
import { refused } from "./sqs-error.ts";

/** What of a queue is kept over a restart; its messages are kept by themselves. */
type KeptQueue = Pick<Queue, "name" | "fifo" | "createdAt" | "modifiedAt" | "set" | "tags">;

/** All queues of a region. */
export interface QueueBook {
  readonly queues: ReadonlyMap<string, Queue>;
  /** Where one of that name is there, it is given back if nothing that was asked for differs. */
  create(name: string, given: Readonly<Record<string, string>>, tags: Readonly<Record<string, string>>): Queue;
  change(queue: Queue, changes: Partial<Pick<Queue, "set" | "tags">>): void;
  remove(queue: Queue): void;
  byUrl(url: string): Queue;
  byArn(arn: string): Queue | undefined;
  byName(name: string): Queue;
  put(queue: Queue, message: Message): void;
  take(queue: Queue, message: Message): void;
  /** Twenty digits that only grow. */
  nextSequenceNumber(): string;
}

export function createQueueBook(part: Part): QueueBook {
  const { clock, accountId, environment, journal } = part;
  const queues = new Map<string, Queue>();
  const deleted = new Map<string, number>();
  const queueOf = (kept: KeptQueue): Queue => ({
    ...kept,
    arn: arnOf(part, "sqs", kept.name),
    get url() {
      return `${environment["AWS_ENDPOINT_URL"] ?? ""}/${accountId}/${kept.name}`;
    },
    messages: new Map(),
    sent: new Map(),
    purgedAt: Number.NEGATIVE_INFINITY,
    waiters: new Set(),
  });
  const keep = ({ name, fifo, createdAt, modifiedAt, set, tags }: Queue): void =>
    journal.put("queue", name, { name, fifo, createdAt, modifiedAt, set, tags });
  for (const kept of journal.read<KeptQueue>("queue").values()) queues.set(kept.name, queueOf(kept));
  for (const { queue, ...message } of journal.read<Message & { readonly queue: string }>("queue-message").values()) {
    queues.get(queue)?.messages.set(message.id, { ...ABSENT, ...message });
  }
  const found = (queue: Queue | undefined): Queue => {
    if (queue !== undefined) return queue;
    throw refused("QueueDoesNotExist", "The specified queue does not exist.");
  };
  return {
    queues,
    create: (name, given, tags) => {
      const fifo = isFifo(name, given);
      const set = checkedAttributes(given, fifo);
      const there = queues.get(name);
      if (there !== undefined) return sameAs(there, set);
      const now = clock.now();
      if (now - (deleted.get(name) ?? Number.NEGATIVE_INFINITY) < MINUTE) {
        const words =
          "You must wait 60 seconds after deleting a queue before you can create another with the same name.";
        throw refused("QueueDeletedRecently", words);
      }
      const queue = queueOf({ name, fifo, createdAt: now, modifiedAt: now, set: byOneKey(set), tags });
      queues.set(name, queue);
      keep(queue);
      return queue;
    },
    change: (queue, changes) => {
      Object.assign(queue, changes, { modifiedAt: clock.now() });
      keep(queue);
      wake(queue);
    },
    remove: (queue) => {
      queues.delete(queue.name);
      deleted.set(queue.name, clock.now());
      journal.remove("queue", queue.name);
      for (const id of queue.messages.keys()) journal.remove("queue-message", id);
      queue.messages.clear();
      wake(queue);
    },
    byUrl: (url) => found(queues.get(url.split("/").at(-1) ?? "")),
    byArn: (arn) => [...queues.values()].find((queue) => queue.arn === arn),
    byName: (name) => found(queues.get(name)),
    nextSequenceNumber: openSequence(journal, "sqs", 18_870_000_000_000_000_000n, 256n),
    put: (queue, message) => {
      queue.messages.set(message.id, message);
      journal.put("queue-message", message.id, { queue: queue.name, ...message });
      wake(queue);
    },
    take: (queue, message) => {
      queue.messages.delete(message.id);
      journal.remove("queue-message", message.id);
      wake(queue);
    },
  };
}

/** What JSON leaves out when it is `undefined`. */
const ABSENT = {
  groupId: undefined,
  deduplicationId: undefined,
  sequenceNumber: undefined,
  deadLetterSource: undefined,
  firstReceivedAt: undefined,
  receipt: undefined,
};

const MINUTE = 60_000;
const NAME = /^[\w-]{1,80}$/;

/** Source: documentation of CreateQueue, 2026-11. */
function isFifo(name: string, given: Readonly<Record<string, string>>): boolean {
  const fifo = given["FifoQueue"]?.toLowerCase() === "true";
  const stem = fifo && name.endsWith(".fifo") ? name.slice(0, -".fifo".length) : name;
  if (NAME.test(stem) && name.length <= 80 && name.endsWith(".fifo") === fifo) return fifo;
  const text = fifo
    ? "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length."
    : "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
  throw refused("InvalidParameterValue", text);
}

function sameAs(queue: Queue, asked: QueueAttributes): Queue {
  const has = attributesOf(queue);
  const other = Object.keys(asked).find((name) => asked[name] !== has[name]);
  if (other === undefined) return queue;
  const text = `A queue already exists with the same name and a different value for attribute ${other}`;
  throw refused("QueueNameExists", text);
}
