import type { CapacityControl } from "./capacity.ts";
import type { Nodes } from "./nodes.ts";
import type { ReclaimOptions } from "./reclaim-options.ts";
import type { CommandView, InstanceView } from "./views.ts";

/** What services offer to those that come after them, and to the handle of the cloud. This is all they know of each other. */
export interface Offers {
  /** By EC2. */
  readonly nodes: Nodes;
  /** By EC2. */
  readonly machines: Machines;
  /** By EC2. */
  readonly capacity: CapacityControl;
  /** By SSM: one entry per command and instance, oldest first. */
  readonly commands: () => readonly CommandView[];
  /** By CloudWatch Logs: makes group and stream where they are missing, then appends the lines. */
  readonly publishLog: (group: string, stream: string, lines: readonly string[]) => void;
  /** By CloudWatch Logs. */
  readonly hasLogGroup: (group: string) => boolean;
  /** By SQS. */
  readonly queues: Queues;
  /** By Step Functions; rejects where it refuses. */
  readonly startExecution: (input: ExecutionStart) => Promise<object>;
}

/** What can be done to instances from outside. */
export interface Machines {
  views(): readonly InstanceView[];
  /** Throws when there is no such living spot instance. */
  reclaim(instanceId: string, options?: ReclaimOptions): void;
  /** Cuts its agent's connection, for so many seconds or for good. */
  disconnect(instanceId: string, seconds?: number): void;
  reconnect(instanceId: string): void;
}

/** Queues, as those who deliver to them know them. */
export interface Queues {
  /** `undefined` where no queue has that ARN. */
  find(arn: string): QueueTarget | undefined;
}

export interface QueueTarget {
  readonly fifo: boolean;
  /** Throws the refusal of SendMessage. */
  send(message: QueueMessage): void;
}

/** A message as SendMessage takes it, without what has its default. */
export interface QueueMessage {
  readonly body: string;
  readonly attributes?: Readonly<Record<string, QueueMessageAttribute>>;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
}

/** `BinaryValue` is Base64. */
export interface QueueMessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

/** The fields of StartExecution that a rule's target gives. */
export interface ExecutionStart {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly input: string;
}
