import type { Part } from "../../cloud/part.ts";
import { optionalString } from "../../wire/input.ts";
import type { Input, QueryService } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import type { Ways } from "./deliver.ts";
import { confirmationBody } from "./envelope.ts";
import { checkArn, invalid, notFound, PHONE } from "./sns-error.ts";
import { agrees, checkedSubscription, subscriptionAttributes } from "./subscription-attributes.ts";
import type { TopicBook } from "./topic-book.ts";
import { entries, listed } from "./topic-operations.ts";
import type { Subscription, Topic } from "./topic.ts";

/** What is done to subscriptions; the refusals are recorded (2026-03). */
export function subscriptionOperations(book: TopicBook, part: Part, ways: Ways): QueryService["operations"] {
  const { queues } = ways;
  return {
    Subscribe: async (input) => {
      const topic = book.topic("TopicArn", optionalString(input, "TopicArn"));
      const { protocol, endpoint } = checkedEndpoint(topic, ways, input);
      const given = entries(input, "Attributes");
      const attributes = amongAttributes(() => checkedSubscription(given, { topic, endpoint, queues }));
      const there = book
        .subscriptionsOf(topic)
        .find((each) => each.protocol === protocol && each.endpoint === endpoint);
      if (there !== undefined && !agrees(there, attributes)) {
        throw invalid("Attributes Reason: Subscription already exists with different attributes");
      }
      const subscription = there ?? book.subscribe({ topicArn: topic.arn, protocol, endpoint, attributes });
      if (there === undefined) void askToConfirm(subscription, part, ways);
      const shown = subscription.confirmed || optionalString(input, "ReturnSubscriptionArn") === "true";
      return { SubscriptionArn: shown ? subscription.arn : "pending confirmation" };
    },
    ConfirmSubscription: async (input) => {
      const subscription = byToken(book, input);
      book.keepSubscription({ ...subscription, confirmed: true });
      return { SubscriptionArn: subscription.arn };
    },
    Unsubscribe: async (input) => {
      const arn = checkArn("SubscriptionArn", optionalString(input, "SubscriptionArn"));
      if (arn.split(":").length < 7) throw invalid("SubscriptionId");
      const subscription = book.subscriptions.get(arn);
      if (subscription !== undefined) book.removeSubscription(subscription);
      return {};
    },
    GetSubscriptionAttributes: async (input) => ({
      Attributes: subscriptionAttributes(find(book, input), part),
    }),
    SetSubscriptionAttributes: async (input) => {
      const subscription = find(book, input);
      const name = optionalString(input, "AttributeName") ?? "";
      const value = optionalString(input, "AttributeValue") ?? "";
      const topic = book.topic("TopicArn", subscription.topicArn);
      const { endpoint } = subscription;
      const set = checkedSubscription({ ...subscription.attributes, [name]: value }, { topic, endpoint, queues });
      book.keepSubscription({ ...subscription, attributes: set });
      return {};
    },
    ListSubscriptions: async (input) =>
      listed(
        "Subscriptions",
        [...book.subscriptions.values()].map((each) => shape(each, part)),
        input,
      ),
    ListSubscriptionsByTopic: async (input) => {
      const topic = book.topic("TopicArn", optionalString(input, "TopicArn"));
      return listed(
        "Subscriptions",
        book.subscriptionsOf(topic).map((each) => shape(each, part)),
        input,
      );
    },
  };
}

/** A refusal of an attribute, as one of the many that a request has. */
function amongAttributes<Checked>(check: () => Checked): Checked {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw invalid(`Attributes Reason: ${error.message.replace(/^Invalid parameter: /, "")}`);
  }
}

const ENDPOINTS: Readonly<Record<string, readonly [fits: RegExp, otherwise: string]>> = {
  sqs: [/^arn:[\w-]+:sqs:[\w-]+:\d{12}:[\w.-]+$/, "SQS endpoint ARN"],
  lambda: [/^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:/, "Lambda endpoint ARN"],
  firehose: [/^arn:[\w-]+:firehose:/, "Firehose endpoint ARN"],
  application: [/^arn:[\w-]+:sns:/, "Application endpoint arn invalid"],
  http: [/^http:\/\//, "Endpoint must match the specified protocol"],
  https: [/^https:\/\//, "Endpoint must match the specified protocol"],
  email: [/^[^@\s]+@[^@\s]+$/, "Email address"],
  "email-json": [/^[^@\s]+@[^@\s]+$/, "Email address"],
};

function checkedEndpoint(topic: Topic, { queues }: Ways, input: Input): Pick<Subscription, "protocol" | "endpoint"> {
  const protocol = optionalString(input, "Protocol") ?? "";
  const endpoint = optionalString(input, "Endpoint") ?? "";
  if (protocol === "sms") {
    // Not an invalid parameter in the other refusals' words (recorded).
    if (!PHONE.test(endpoint)) throw new ServiceError("InvalidParameter", `Invalid SMS endpoint: ${endpoint}`);
    return { protocol, endpoint };
  }
  const [fits, otherwise] = ENDPOINTS[protocol] ?? [];
  if (fits === undefined) throw invalid(`Amazon SNS does not support this protocol string: ${protocol}`);
  if (!fits.test(endpoint)) throw invalid(otherwise ?? "Endpoint");
  const toFifo = protocol === "sqs" && (queues.find(endpoint)?.fifo ?? endpoint.endsWith(".fifo"));
  if (toFifo && !topic.fifo) {
    throw invalid("Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics");
  }
  return { protocol, endpoint };
}

async function askToConfirm(subscription: Subscription, { clock, environment }: Part, ways: Ways): Promise<void> {
  const { token, topicArn, protocol, endpoint } = subscription;
  if (token === undefined || !protocol.startsWith("http")) return;
  const delivery = {
    messageId: token.slice(0, 32),
    topicArn,
    subject: undefined,
    message: "",
    timestamp: new Date(clock.now()).toISOString(),
    attributes: {},
    sequenceNumber: undefined,
    signatureVersion: "1",
    endpoint: environment["AWS_ENDPOINT_URL"] ?? "",
  };
  const body = JSON.stringify(confirmationBody(delivery, token));
  await ways.post(endpoint, "SubscriptionConfirmation", subscription, body).catch(() => {});
}

function byToken(book: TopicBook, input: Input): Subscription {
  const token = optionalString(input, "Token") ?? "";
  if (!/^[\da-f]{128,}$/.test(token)) throw new ServiceError("InvalidParameter", "Invalid token");
  const topicArn = checkArn("TopicArn", optionalString(input, "TopicArn"));
  const found = [...book.subscriptions.values()].find((each) => each.token === token && each.topicArn === topicArn);
  if (found === undefined) throw invalid("Token");
  return found;
}

function find(book: TopicBook, input: Input): Subscription {
  const arn = checkArn("SubscriptionArn", optionalString(input, "SubscriptionArn"));
  const found = book.subscriptions.get(arn);
  if (found === undefined) throw notFound("Subscription");
  return found;
}

function shape({ arn, topicArn, protocol, endpoint, confirmed }: Subscription, { accountId }: Part): object {
  return {
    SubscriptionArn: confirmed ? arn : "PendingConfirmation",
    Owner: accountId,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn,
  };
}
