import type { Part, PartContext } from "../part.ts";
import { executionOperations } from "./execution-operations.ts";
import { historyOperation } from "./history-operation.ts";
import { createTaskRunner } from "./integrations/run-task.ts";
import { runExecution } from "./run-execution.ts";
import { stateMachineOperations } from "./state-machine-operations.ts";
import { createStore } from "./store.ts";
import { tagOperations } from "./tag-operations.ts";
import { createTaskTokens, taskTokenOperations } from "./task-tokens.ts";

/** Step Functions: standard state machines, run by the evaluator, their tasks real calls to this cloud. */
export function createStepFunctions(context: PartContext): Part {
  const store = createStore(context.journal, () => context.clock.now());
  const tokens = createTaskTokens();
  const tasks = createTaskRunner(context, tokens);
  return {
    service: {
      targetPrefix: "AWSStepFunctions",
      operations: {
        ...stateMachineOperations(store, context),
        ...executionOperations(store, context, async (execution) => {
          await runExecution(execution, context, tasks.run);
          store.executions.set(execution.arn, execution);
        }),
        ...historyOperation(store),
        ...tagOperations(store),
        ...taskTokenOperations(tokens),
      },
    },
    stop: async () => {
      for (const { abort } of store.executions.values()) abort.abort({ cause: "The local cloud is stopping." });
      await Promise.all([...store.executions.values()].map(({ done }) => done));
      tasks.close();
    },
  };
}
