import type { QueueMessage, Queues } from "../../cloud/offers.ts";
import { type Delivery, notificationBody } from "./envelope.ts";
import { passes } from "./filter/filter-match.ts";
import { type Json, readFilterPolicy } from "./filter/filter-policy.ts";
import type { Publication } from "./message.ts";
import { messageFor } from "./message.ts";
import type { Subscription } from "./topic.ts";

/** The ways out of a topic. Each rejects, or throws, when it could not deliver. */
export interface Ways {
  readonly queues: Queues;
  invokeFunction(arn: string, event: object): Promise<void>;
  post(endpoint: string, kind: string, subscription: Subscription, body: string): Promise<void>;
}

/** Gives a message to a subscription that wants it; what cannot be delivered goes to its dead letters. */
export async function deliver(
  ways: Ways,
  publication: Publication,
  delivery: Delivery,
  subscription: Subscription,
): Promise<void> {
  if (!subscription.confirmed || !isWanted(publication, subscription)) return;
  const message = messageFor(publication, subscription.protocol);
  const own = { ...delivery, message };
  try {
    await hand(ways, publication, own, subscription);
  } catch {
    const letters = deadLetters(subscription);
    if (letters !== undefined) ways.queues.find(letters)?.send(queueMessage(publication, own, subscription, letters));
  }
}

async function hand(ways: Ways, publication: Publication, delivery: Delivery, to: Subscription): Promise<void> {
  const { protocol, endpoint } = to;
  if (protocol === "sqs") {
    const queue = ways.queues.find(endpoint);
    if (queue === undefined) throw new Error(`There is no queue ${endpoint}`);
    queue.send(queueMessage(publication, delivery, to, endpoint));
  } else if (protocol === "lambda") {
    const Sns = notificationBody(delivery, to);
    const record = { EventVersion: "1.0", EventSubscriptionArn: to.arn, EventSource: "aws:sns", Sns };
    await ways.invokeFunction(endpoint, { Records: [record] });
  } else if (protocol === "http" || protocol === "https") {
    const body = isRaw(to) ? delivery.message : JSON.stringify(notificationBody(delivery, to));
    await ways.post(endpoint, "Notification", to, body);
  }
}

function queueMessage(
  { attributes, groupId, deduplicationId }: Publication,
  delivery: Delivery,
  subscription: Subscription,
  queueArn: string,
): QueueMessage {
  const raw = isRaw(subscription);
  const fifo = queueArn.endsWith(".fifo");
  const ofFifoTopic = delivery.sequenceNumber !== undefined;
  return {
    body: raw ? delivery.message : JSON.stringify(notificationBody(delivery, subscription)),
    ...(raw ? { attributes } : {}),
    groupId: fifo || !ofFifoTopic ? groupId : undefined,
    deduplicationId: fifo ? deduplicationId : undefined,
  };
}

function isRaw({ attributes }: Subscription): boolean {
  return attributes["RawMessageDelivery"] === "true";
}

function isWanted({ message, attributes }: Publication, subscription: Subscription): boolean {
  const { FilterPolicy: text = "", FilterPolicyScope: scope = "MessageAttributes" } = subscription.attributes;
  if (text === "") return true;
  const policy = readFilterPolicy(text, scope);
  if (scope === "MessageBody") {
    const body = parsed(message);
    return (
      typeof body === "object" && body !== null && !Array.isArray(body) && passes(policy, body as Record<string, Json>)
    );
  }
  const content = Object.entries(attributes).map(([name, { DataType, StringValue = "" }]): [string, Json] => {
    if (DataType === "String.Array") return [name, parsed(StringValue) ?? StringValue];
    return [name, DataType.startsWith("Number") ? Number(StringValue) : StringValue];
  });
  return passes(policy, Object.fromEntries(content));
}

function deadLetters({ attributes }: Subscription): string | undefined {
  const policy = parsed(attributes["RedrivePolicy"] ?? "") as { readonly deadLetterTargetArn?: string } | undefined;
  return policy?.deadLetterTargetArn;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
