/** A topic; times are milliseconds since 1970 by the cloud's clock. */
export interface Topic {
  readonly name: string;
  readonly arn: string;
  readonly fifo: boolean;
  /** What was set, over the defaults. */
  attributes: Readonly<Record<string, string>>;
  tags: Readonly<Record<string, string>>;
  /** What was published in the last five minutes, by its deduplication id: FIFO topics only. */
  readonly published: Map<string, Published>;
  /** Subscriptions that were ended. */
  deleted: number;
}

export interface Published {
  readonly at: number;
  readonly messageId: string;
  readonly sequenceNumber: string | undefined;
}

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** What a confirmation has to say; `undefined` where none is needed. */
  readonly token: string | undefined;
  confirmed: boolean;
  /** RawMessageDelivery, FilterPolicy, …: what was set. */
  attributes: Readonly<Record<string, string>>;
}
