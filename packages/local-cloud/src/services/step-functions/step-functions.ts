import { taskTokens } from "@alpha-engine/asl";

import type { Part } from "../../cloud/part.ts";
import type { Service } from "../../cloud/service.ts";
import { aliasOperations } from "./alias-operations.ts";
import { executionOperations } from "./execution-operations.ts";
import { historyOperation } from "./history-operation.ts";
import { createTaskRunner } from "./integrations/run-task.ts";
import { redriveOperation } from "./redrive-operation.ts";
import { runExecution } from "./run-execution.ts";
import { stateMachineOperations } from "./state-machine-operations.ts";
import { createStore, type Execution } from "./store.ts";
import { tagOperations } from "./tag-operations.ts";
import { taskTokenOperations } from "./task-tokens.ts";
import { versionOperations } from "./version-operations.ts";

/** Step Functions: standard state machines, run by the evaluator, their tasks real calls to this cloud. */
export function createStepFunctions(part: Part): Service {
  const store = createStore(part.journal, () => part.clock.now());
  const tokens = taskTokens();
  const tasks = createTaskRunner(part, tokens);
  const run = async (execution: Execution): Promise<void> => {
    await runExecution(execution, part, tasks.run);
    store.executions.set(execution.arn, execution);
  };
  const executions = executionOperations(store, part, run);
  return {
    offers: { startExecution: (input) => executions.StartExecution({ ...input }) },
    json: {
      targetPrefix: "AWSStepFunctions",
      operations: {
        ...stateMachineOperations(store, part),
        ...versionOperations(store, part),
        ...aliasOperations(store, part),
        ...executions,
        ...redriveOperation(store, part, run),
        ...historyOperation(store),
        ...tagOperations(store),
        ...taskTokenOperations(tokens),
      },
    },
    endWork: async () => {
      for (const { abort } of store.executions.values()) abort.abort({ cause: "The local cloud is stopping." });
      await Promise.all([...store.executions.values()].map(({ done }) => done));
      tasks.close();
    },
  };
}
