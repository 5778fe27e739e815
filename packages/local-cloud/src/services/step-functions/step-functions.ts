import type { Part, PartContext } from "../../cloud/part.ts";
import type { Input } from "../../wire/protocols.ts";
import { aliasOperations } from "./alias-operations.ts";
import { executionOperations } from "./execution-operations.ts";
import { historyOperation } from "./history-operation.ts";
import { createTaskRunner } from "./integrations/run-task.ts";
import { redriveOperation } from "./redrive-operation.ts";
import { runExecution } from "./run-execution.ts";
import { stateMachineOperations } from "./state-machine-operations.ts";
import { createStore, type Execution } from "./store.ts";
import { tagOperations } from "./tag-operations.ts";
import { createTaskTokens, taskTokenOperations } from "./task-tokens.ts";
import { versionOperations } from "./version-operations.ts";

/** Step Functions: standard state machines, run by the evaluator, their tasks real calls to this cloud. */
export function createStepFunctions(
  context: PartContext,
): Part & { readonly startExecution: (input: Input) => Promise<object> } {
  const store = createStore(context.journal, () => context.clock.now());
  const tokens = createTaskTokens();
  const tasks = createTaskRunner(context, tokens);
  const run = async (execution: Execution): Promise<void> => {
    await runExecution(execution, context, tasks.run);
    store.executions.set(execution.arn, execution);
  };
  const executions = executionOperations(store, context, run);
  return {
    startExecution: executions.StartExecution,
    service: {
      targetPrefix: "AWSStepFunctions",
      operations: {
        ...stateMachineOperations(store, context),
        ...versionOperations(store, context),
        ...aliasOperations(store, context),
        ...executions,
        ...redriveOperation(store, context, run),
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
