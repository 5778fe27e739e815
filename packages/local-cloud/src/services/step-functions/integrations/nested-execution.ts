import { type JsonObject, type JsonValue, TaskFailure, type TaskRequest } from "@alpha-engine/asl";
import type { DescribeExecutionOutput } from "@aws-sdk/client-sfn";

/** Executions that tasks of other executions wait for. */
export interface Nested {
  /** Settles when it has ended. */
  ended(executionArn: string): Promise<void>;
  /** No time passes meanwhile. */
  describe(executionArn: string): Promise<DescribeExecutionOutput>;
  stop(executionArn: string): Promise<unknown>;
}

/**
 * Waits for the end of the execution that a task has started, and stops it where the task is given up. `.sync` has its
 * output as text, `.sync:2` as JSON. [LocalStack's recordings of AWS, test_callback, 2024; that it is stopped:
 * documentation, service integration patterns, 2026-11]
 */
export async function awaitNested(
  nested: Nested,
  started: JsonValue,
  { resource, signal }: Pick<TaskRequest, "resource" | "signal">,
): Promise<JsonValue> {
  const { ExecutionArn: arn } = started as { readonly ExecutionArn: string };
  const stop = (): void => void nested.stop(arn).catch(() => {});
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  await nested.ended(arn);
  signal.removeEventListener("abort", stop);
  const described = await nested.describe(arn);
  const result = resultOf(described, resource.endsWith(".sync:2"));
  if (described.status === "SUCCEEDED") return result;
  throw new TaskFailure("States.TaskFailed", JSON.stringify(result));
}

/** As DescribeExecution describes it, without what only that tells. [LocalStack's recordings of AWS, test_callback, 2024; times as numbers: inference] */
function resultOf(described: DescribeExecutionOutput, parsed: boolean): JsonObject {
  const { input = "{}", output, error, cause, startDate, stopDate } = described;
  const data = (text: string): JsonValue => (parsed ? (JSON.parse(text) as JsonValue) : text);
  return {
    ...(cause === undefined ? {} : { Cause: cause }),
    ...(error === undefined ? {} : { Error: error }),
    ExecutionArn: described.executionArn ?? "",
    Input: data(input),
    InputDetails: { Included: true },
    Name: described.name ?? "",
    ...(output === undefined ? {} : { Output: data(output), OutputDetails: { Included: true } }),
    StartDate: startDate?.getTime() ?? 0,
    StateMachineArn: described.stateMachineArn ?? "",
    Status: described.status ?? "",
    StopDate: stopDate?.getTime() ?? 0,
  };
}
