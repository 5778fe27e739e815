import type { Queues } from "../../cloud/offers.ts";
import type { Part } from "../../cloud/part.ts";
import { globalArnOf } from "../../cloud/place.ts";
import { readFilterPolicy } from "./filter/filter-policy.ts";
import { jsonFault } from "./filter/json-fault.ts";
import { invalid } from "./sns-error.ts";
import type { Subscription, Topic } from "./topic.ts";

const SETTABLE = [
  "DeliveryPolicy",
  "FilterPolicy",
  "FilterPolicyScope",
  "RawMessageDelivery",
  "RedrivePolicy",
  "SubscriptionRoleArn",
  "ReplayPolicy",
];

/** What is being subscribed, and to what: what some attributes depend on. */
export interface Subscribing {
  readonly topic: Topic;
  readonly endpoint: string;
  readonly queues: Queues;
}

/** The attributes as they are kept, or the refusal (recordings of SNS). */
export function checkedSubscription(
  given: Readonly<Record<string, string>>,
  subscribing: Subscribing,
): Readonly<Record<string, string>> {
  const attributes = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, checked(name, value, subscribing)]),
  );
  const { FilterPolicy: policy = "", FilterPolicyScope: scope = "MessageAttributes" } = attributes;
  if (policy !== "") readFilterPolicy(policy, scope);
  return attributes;
}

function checked(name: string, value: string, subscribing: Subscribing): string {
  if (!SETTABLE.includes(name)) throw invalid("AttributeName");
  if (name === "RawMessageDelivery") return truth(name, value);
  if (name === "FilterPolicyScope" && value !== "MessageAttributes" && value !== "MessageBody") {
    throw invalid(`FilterPolicyScope: Invalid value [${value}]. Please use either MessageBody or MessageAttributes`);
  }
  if (name === "RedrivePolicy" && value !== "") checkRedrive(value, subscribing);
  return value;
}

function truth(name: string, value: string): string {
  if (/^(?:true|false)$/i.test(value)) return value.toLowerCase();
  throw invalid(`${name}: Invalid value [${value}]. Must be true or false.`);
}

function checkRedrive(value: string, { topic, endpoint, queues }: Subscribing): void {
  let policy: { readonly deadLetterTargetArn?: unknown };
  try {
    policy = JSON.parse(value) as typeof policy;
  } catch {
    throw invalid(`RedrivePolicy: failed to parse JSON.${jsonFault(value)}`);
  }
  const arn = policy?.deadLetterTargetArn;
  if (typeof arn !== "string" || !/^arn:[\w-]+:sqs:[\w-]+:\d{12}:[\w.-]+$/.test(arn)) {
    throw invalid("RedrivePolicy: deadLetterTargetArn is an invalid arn");
  }
  const isFifo = (queue: string): boolean => queues.find(queue)?.fifo ?? queue.endsWith(".fifo");
  if (topic.fifo && isFifo(endpoint) && !isFifo(arn)) {
    throw invalid("RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.");
  }
}

/** Whether nothing that is asked for differs from what is there. */
export function agrees(subscription: Subscription, asked: Readonly<Record<string, string>>): boolean {
  const has = { ...DEFAULTS, ...subscription.attributes };
  return Object.entries(asked).every(([name, value]) => has[name] === value);
}

const DEFAULTS: Readonly<Record<string, string>> = {
  RawMessageDelivery: "false",
  FilterPolicyScope: "MessageAttributes",
};

/** As GetSubscriptionAttributes answers (recorded). */
export function subscriptionAttributes(
  { arn, topicArn, protocol, endpoint, confirmed, attributes, token }: Subscription,
  part: Part,
): ReadonlyMap<string, string> {
  const { FilterPolicyScope: scope = "MessageAttributes", ...others } = attributes;
  return new Map(
    Object.entries({
      SubscriptionArn: arn,
      TopicArn: topicArn,
      Owner: part.accountId,
      Protocol: protocol,
      Endpoint: endpoint,
      PendingConfirmation: String(!confirmed),
      ConfirmationWasAuthenticated: String(confirmed && token === undefined),
      SubscriptionPrincipal: globalArnOf(part, "iam", "user/local"),
      RawMessageDelivery: "false",
      ...Object.fromEntries(Object.entries(others).filter(([, value]) => value !== "")),
      ...((others["FilterPolicy"] ?? "") === "" ? {} : { FilterPolicyScope: scope }),
    }),
  );
}
