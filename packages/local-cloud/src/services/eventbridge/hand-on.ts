import { randomUUID } from "node:crypto";

import { evaluatePath, type JsonValue } from "@alpha-engine/asl";

import type { Part } from "../../cloud/part.ts";
import { ServiceError } from "../../wire/service-error.ts";
import type { Target } from "./rule.ts";

/** Gives an event to a target; rejects where that refuses it. */
export type HandOn = (target: Target, event: JsonValue, id: string) => Promise<void>;

export function createHandOn(part: Part): HandOn {
  const startExecution = part.offered("startExecution");
  const queues = part.offered("queues");
  return async ({ arn, input, inputPath, messageGroupId }, event, id) => {
    const text = input ?? JSON.stringify(inputPath === undefined ? event : partOf(event, inputPath));
    if (arn.includes(":states:")) {
      // As EventBridge names the executions that it starts. [inference from names seen in consoles, 2026-11]
      await startExecution({ stateMachineArn: arn, name: `${id}_${randomUUID()}`, input: text });
      return;
    }
    const queue = queues.find(arn);
    if (queue === undefined) throw new ServiceError("NonExistentQueue", `There is no queue ${arn}`);
    queue.send({ body: text, groupId: messageGroupId, deduplicationId: queue.fifo ? id : undefined });
  };
}

/** The part of an event that a target gets; `null` where it has no such part. [inference, 2026-11] */
function partOf(event: JsonValue, path: string): JsonValue {
  try {
    return evaluatePath(path, event) ?? null;
  } catch {
    return null;
  }
}
