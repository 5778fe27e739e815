import type { QueueMessageAttribute } from "../../cloud/offers.ts";
import type { Subscription } from "./topic.ts";

/** A message on its way to one subscription. */
export interface Delivery {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly message: string;
  /** ISO 8601 */
  readonly timestamp: string;
  readonly attributes: Readonly<Record<string, QueueMessageAttribute>>;
  /** Of a FIFO topic. */
  readonly sequenceNumber: string | undefined;
  readonly signatureVersion: string;
  /** Where requests of this cloud go. */
  readonly endpoint: string;
}

/** The JSON that subscribers get without raw delivery (recorded, 2026-03); what would be signed on AWS says that it is not. */
export function notificationBody(delivery: Delivery, subscription: Subscription): object {
  const { messageId, topicArn, subject, message, timestamp, attributes, sequenceNumber, endpoint } = delivery;
  const names = Object.keys(attributes);
  return {
    Type: "Notification",
    MessageId: messageId,
    ...(sequenceNumber === undefined ? {} : { SequenceNumber: sequenceNumber }),
    TopicArn: topicArn,
    ...(subject === undefined ? {} : { Subject: subject }),
    Message: message,
    Timestamp: timestamp,
    ...(sequenceNumber === undefined ? signature(delivery) : {}),
    UnsubscribeURL: `${endpoint}/?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`,
    ...(names.length === 0
      ? {}
      : { MessageAttributes: Object.fromEntries(names.map((name) => [name, shown(attributes[name])])) }),
  };
}

/** What an HTTP endpoint gets before anything else. */
export function confirmationBody(
  { messageId, topicArn, timestamp, endpoint, signatureVersion }: Delivery,
  token: string,
): object {
  return {
    Type: "SubscriptionConfirmation",
    MessageId: messageId,
    Token: token,
    TopicArn: topicArn,
    Message: `You have chosen to subscribe to the topic ${topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
    SubscribeURL: `${endpoint}/?Action=ConfirmSubscription&TopicArn=${topicArn}&Token=${token}`,
    Timestamp: timestamp,
    ...signature({ signatureVersion, endpoint }),
  };
}

function signature({ signatureVersion, endpoint }: Pick<Delivery, "signatureVersion" | "endpoint">): object {
  return {
    SignatureVersion: signatureVersion,
    Signature: "not-signed-by-a-local-cloud",
    SigningCertURL: `${endpoint}/SimpleNotificationService-local.pem`,
  };
}

function shown(attribute: QueueMessageAttribute | undefined): object {
  return { Type: attribute?.DataType, Value: attribute?.BinaryValue ?? attribute?.StringValue };
}
