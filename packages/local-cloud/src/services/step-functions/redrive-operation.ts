import { redriveStatus } from "@alpha-engine/asl";

import type { Part } from "../../cloud/part.ts";
import type { JsonService } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import { epochSeconds, findExecution } from "./lookups.ts";
import type { Execution, Store } from "./store.ts";

/**
 * An execution that did not succeed goes on from what failed, with the definition, the input and the ARN that it had.
 * [documentation: RedriveExecution, botocore 1.43 model, 2026-11]
 */
export function redriveOperation(
  store: Store,
  { clock }: Part,
  run: (execution: Execution) => Promise<void>,
): JsonService["operations"] {
  return {
    RedriveExecution: async (input) => {
      const execution = findExecution(store, input);
      const now = clock.now();
      const reason = whyNotRedrivable(store, execution, now);
      if (reason !== undefined) throw new ServiceError("ExecutionNotRedrivable", reason);
      execution.status = "RUNNING";
      execution.redrivenAt = now;
      execution.redriveCount = (execution.redriveCount ?? 0) + 1;
      execution.abort = new AbortController();
      delete execution.stoppedAt;
      delete execution.error;
      delete execution.cause;
      store.executions.set(execution.arn, execution);
      execution.done = run(execution);
      return { redriveDate: epochSeconds(now) };
    },
  };
}

/** What DescribeExecution says of a redrive. */
export function redriveFields(store: Store, execution: Execution, now: number): object {
  const reason = whyNotRedrivable(store, execution, now);
  const { mapRunArn, status } = execution;
  if (mapRunArn !== undefined && status !== "RUNNING" && status !== "SUCCEEDED")
    return { redriveStatus: "REDRIVABLE_BY_MAP_RUN" };
  return reason === undefined
    ? { redriveStatus: "REDRIVABLE" }
    : { redriveStatus: "NOT_REDRIVABLE", redriveStatusReason: reason };
}

function whyNotRedrivable(store: Store, execution: Execution, now: number): string | undefined {
  const { status, stateMachine, evaluated, mapRunArn } = execution;
  if (status === "RUNNING" || status === "SUCCEEDED") return `Execution is ${status} and cannot be redriven`;
  if (mapRunArn !== undefined) return "Execution was started by a Map Run and is redriven with it";
  if (!store.stateMachines.has(stateMachine.arn)) return "State machine is in DELETING status";
  if (evaluated === undefined) return "The local cloud was stopped while it ran and cannot go on with it";
  const answer = redriveStatus(evaluated, now);
  return answer.status === "REDRIVABLE" ? undefined : answer.reason;
}
