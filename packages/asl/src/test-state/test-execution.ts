import { newExecution } from "../advance/start.ts";
import type { Execution } from "../execution/execution.ts";
import { sizeOf } from "../execution/size.ts";
import type { JsonObject } from "../json.ts";
import type { TestStateRequest } from "./request.ts";
import type { TestedState } from "./tested-state.ts";

/** An execution that is already in the state, as often retried as the request says. */
export function testExecution(
  { state }: TestedState,
  { input = {}, roleArn, mock, stateConfiguration = {} }: TestStateRequest,
  context: JsonObject | undefined,
  { at, seed }: { readonly at: number; readonly seed: number },
): Execution {
  const execution = newExecution(input, {
    at,
    seed,
    synchronous: true,
    execution: {
      Id: "arn:aws:states:us-east-1:111111111111:express:test-state:test-execution",
      Name: "test-execution",
      // Recorded requests with a mock ran with a role, those without ran with none; the role itself is not in them.
      RoleArn: roleArn ?? (mock === undefined ? null : "arn:aws:iam::111111111111:role/test-role"),
    },
    stateMachine: { Id: "arn:aws:states:us-east-1:111111111111:stateMachine:test-state", Name: "test-state" },
  });
  if (context !== undefined) execution.context = context;
  const { retrierRetryCount = 0 } = stateConfiguration;
  const root = execution.threads["0"];
  if (root !== undefined) {
    root.frame = {
      state: state.name,
      input,
      size: sizeOf(input),
      enteredAt: at,
      enteredEventId: 0,
      previousEventId: 0,
      retries: "retry" in state ? state.retry.map(() => retrierRetryCount) : [],
      retryCount: retrierRetryCount,
      timers: [],
    };
  }
  execution.queue = [{ do: "run", thread: "0" }];
  return execution;
}
