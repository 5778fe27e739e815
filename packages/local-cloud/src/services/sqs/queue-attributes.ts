import { refused } from "./sqs-error.ts";

/** The attributes of a queue that somebody has set, or that every queue has, as texts. */
export type QueueAttributes = Readonly<Record<string, string>>;

const STANDARD: QueueAttributes = {
  VisibilityTimeout: "30",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  DelaySeconds: "0",
  ReceiveMessageWaitTimeSeconds: "0",
  SqsManagedSseEnabled: "true",
};
const FIFO: QueueAttributes = {
  ...STANDARD,
  FifoQueue: "true",
  ContentBasedDeduplication: "false",
  DeduplicationScope: "queue",
  FifoThroughputLimit: "perQueue",
};

type Check = (value: string) => string | undefined;

/** What each may be; the answer is its one spelling. Limits: documentation of SetQueueAttributes, 2026-11. */
const CHECKS: Readonly<Record<string, Check>> = {
  DelaySeconds: whole(0, 900),
  MaximumMessageSize: whole(1024, 1_048_576),
  MessageRetentionPeriod: whole(60, 1_209_600),
  ReceiveMessageWaitTimeSeconds: whole(0, 20),
  VisibilityTimeout: whole(0, 43_200),
  KmsDataKeyReusePeriodSeconds: whole(60, 86_400),
  KmsMasterKeyId: (value) => value,
  SqsManagedSseEnabled: truth,
  Policy: json,
  RedriveAllowPolicy: json,
  RedrivePolicy: (value) => (value === "" || readRedrivePolicy(value) !== undefined ? value : undefined),
};
const FIFO_CHECKS: Readonly<Record<string, Check>> = {
  ...CHECKS,
  FifoQueue: truth,
  ContentBasedDeduplication: truth,
  DeduplicationScope: oneOf("queue", "messageGroup"),
  FifoThroughputLimit: oneOf("perQueue", "perMessageGroupId"),
};
const ONLY_WITH_FIFO: readonly string[] = ["DeduplicationScope", "FifoThroughputLimit"];

export function defaultAttributes(fifo: boolean): QueueAttributes {
  return fifo ? FIFO : STANDARD;
}

/** What was given, each checked and in its one spelling. */
export function checkedAttributes(given: Readonly<Record<string, string>>, fifo: boolean): QueueAttributes {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, checked(name, value, fifo)]));
}

/** A queue is encrypted by a key of KMS or by SQS itself, not by both. [LocalStack's recordings of AWS, sqs, 2026] */
export function byOneKey(set: QueueAttributes): QueueAttributes {
  return (set["KmsMasterKeyId"] ?? "") === "" ? set : { ...set, SqsManagedSseEnabled: "false" };
}

function checked(name: string, value: string, fifo: boolean): string {
  const check = (fifo ? FIFO_CHECKS : CHECKS)[name];
  if (check === undefined) {
    const text = ONLY_WITH_FIFO.includes(name)
      ? `You can specify the ${name} only when FifoQueue is set to true.`
      : `Unknown Attribute ${name}.`;
    throw refused("InvalidAttributeName", text);
  }
  const found = check(value);
  if (found !== undefined) return found;
  throw refused("InvalidAttributeValue", `Invalid value for the parameter ${name}.`);
}

/** Where messages go that were received too often. */
export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

export function readRedrivePolicy(text: string | undefined): RedrivePolicy | undefined {
  if (text === undefined || text === "") return undefined;
  const { deadLetterTargetArn, maxReceiveCount } = (parsed(text) ?? {}) as Record<string, unknown>;
  const times = Number(maxReceiveCount);
  if (typeof deadLetterTargetArn !== "string" || !Number.isInteger(times) || times < 1 || times > 1000)
    return undefined;
  return { deadLetterTargetArn, maxReceiveCount: times };
}

function whole(least: number, most: number): Check {
  return (value) => (/^\d+$/.test(value) && Number(value) >= least && Number(value) <= most ? value : undefined);
}

function oneOf(...values: readonly string[]): Check {
  return (value) => (values.includes(value) ? value : undefined);
}

function truth(value: string): string | undefined {
  return oneOf("true", "false")(value.toLowerCase());
}

function json(value: string): string | undefined {
  return value === "" || parsed(value) !== undefined ? value : undefined;
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
