import { randomBytes, randomUUID } from "node:crypto";

import { keptMap } from "../../cloud/kept/kept-map.ts";
import { openSequence } from "../../cloud/kept/sequence.ts";
import type { Part } from "../../cloud/part.ts";
import { arnOf } from "../../cloud/place.ts";
import { checkArn, invalid, notFound } from "./sns-error.ts";
import { checkTopicAttribute, inOneSpelling } from "./topic-attributes.ts";
import type { Subscription, Topic } from "./topic.ts";

/** All topics and subscriptions of a region. */
export interface TopicBook {
  readonly topics: ReadonlyMap<string, Topic>;
  readonly subscriptions: ReadonlyMap<string, Subscription>;
  create(name: string, attributes: Readonly<Record<string, string>>, tags: Readonly<Record<string, string>>): Topic;
  /** Throws NotFound. */
  topic(parameter: string, arn: string | undefined): Topic;
  subscriptionsOf(topic: Topic): readonly Subscription[];
  keepTopic(topic: Topic): void;
  removeTopic(arn: string | undefined): void;
  subscribe(subscription: Pick<Subscription, "topicArn" | "protocol" | "endpoint" | "attributes">): Subscription;
  keepSubscription(subscription: Subscription): void;
  removeSubscription(subscription: Subscription): void;
  /** Twenty digits that only grow. */
  nextSequenceNumber(): string;
}

type KeptTopic = Omit<Topic, "published">;

export function createTopicBook(part: Part): TopicBook {
  const topics = keptMap<Topic, KeptTopic>(
    part.journal,
    "topic",
    ({ name, arn, fifo, attributes, tags, deleted }) => ({ name, arn, fifo, attributes, tags, deleted }),
    (kept) => ({ ...kept, published: new Map() }),
  );
  const subscriptions = keptMap<Subscription, Subscription>(
    part.journal,
    "subscription",
    (subscription) => subscription,
    (kept) => ({ ...kept, token: kept.token }),
  );
  // What is elsewhere is not just absent (recorded).
  const here = (parameter: string, asked: string | undefined): string => {
    const arn = checkArn(parameter, asked);
    if (arn.split(":")[3] !== part.region) throw invalid(parameter);
    return arn;
  };
  return {
    topics,
    subscriptions,
    create: (name, given, tags) => {
      const topic = newTopic(part, name, given, tags);
      const there = topics.get(topic.arn);
      if (there !== undefined) return sameAs(there, topic);
      topics.set(topic.arn, topic);
      return topic;
    },
    topic: (parameter, arn) => {
      const topic = topics.get(here(parameter, arn));
      if (topic === undefined) throw notFound("Topic");
      return topic;
    },
    subscriptionsOf: ({ arn }) => [...subscriptions.values()].filter(({ topicArn }) => topicArn === arn),
    keepTopic: (topic) => void topics.set(topic.arn, topic),
    removeTopic: (asked) => {
      const arn = here("TopicArn", asked);
      topics.delete(arn);
      for (const each of subscriptions.values()) if (each.topicArn === arn) subscriptions.delete(each.arn);
    },
    subscribe: ({ topicArn, protocol, endpoint, attributes }) => {
      const token = CONFIRMED_BY_THEIR_OWNER.includes(protocol) ? randomBytes(144).toString("hex") : undefined;
      const arn = `${topicArn}:${randomUUID()}`;
      const subscription = { arn, topicArn, protocol, endpoint, token, confirmed: token === undefined, attributes };
      subscriptions.set(arn, subscription);
      return subscription;
    },
    nextSequenceNumber: openSequence(part.journal, "sns", 10_000_000_000_000_000_000n, 1000n),
    keepSubscription: (subscription) => void subscriptions.set(subscription.arn, subscription),
    removeSubscription: (subscription) => {
      subscriptions.delete(subscription.arn);
      const topic = topics.get(subscription.topicArn);
      if (topic !== undefined) topics.set(topic.arn, { ...topic, deleted: topic.deleted + 1 });
    },
  };
}

const CONFIRMED_BY_THEIR_OWNER: readonly string[] = ["http", "https", "email", "email-json"];

/** Source of the names: recordings of CreateTopic. */
function newTopic(
  part: Part,
  name: string,
  given: Readonly<Record<string, string>>,
  tags: Readonly<Record<string, string>>,
): Topic {
  const { FifoTopic: fifoText = "false", ...attributes } = inOneSpelling(given);
  const fifo = fifoText === "true";
  const stem = fifo && name.endsWith(".fifo") ? name.slice(0, -".fifo".length) : name;
  const isName = /^[\w-]+$/.test(stem) && name.length <= 256;
  if (!isName || name.endsWith(".fifo") !== fifo) throw invalid("Topic Name");
  for (const [attribute, value] of Object.entries(attributes)) checkTopicAttribute(attribute, value, fifo);
  const arn = arnOf(part, "sns", name);
  return { name, arn, fifo, attributes, tags, published: new Map(), deleted: 0 };
}

function sameAs(there: Topic, asked: Topic): Topic {
  const differs = (has: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean =>
    Object.entries(wanted).some(([key, value]) => has[key] !== value);
  if (differs(there.tags, asked.tags)) throw invalid("Tags Reason: Topic already exists with different tags");
  if (differs(there.attributes, asked.attributes)) {
    throw invalid("Attributes Reason: Topic already exists with different attributes");
  }
  return there;
}
