import type { Part } from "../../cloud/part.ts";
import type { Service } from "../../cloud/service.ts";
import { checkConstraints } from "../../wire/constraints.ts";
import type { JsonService } from "../../wire/protocols.ts";
import { activityOperations } from "./activity-operations.ts";
import { aliasOperations } from "./alias-operations.ts";
import { executionOperations } from "./execution-operations.ts";
import { historyOperation } from "./history-operation.ts";
import { createTaskRunner } from "./integrations/run-task.ts";
import { inventingItems } from "./invent/inventing-items.ts";
import { inventing } from "./invent/inventing.ts";
import { itemStore } from "./item-store.ts";
import { mapRunOperations } from "./map-run-operations.ts";
import { endMapRuns, mapRunKeeper, type RunningMaps } from "./map-runs.ts";
import { redriveOperation } from "./redrive-operation.ts";
import { REQUESTS } from "./requests.ts";
import { runExecution } from "./run-execution.ts";
import { stateMachineOperations } from "./state-machine-operations.ts";
import { createStore, type Execution } from "./store.ts";
import { syncExecutionOperation } from "./sync-execution-operation.ts";
import { tagOperations } from "./tag-operations.ts";
import { taskTokenOperations } from "./task-tokens.ts";
import { testStateOperation } from "./test-state-operation.ts";
import { versionOperations } from "./version-operations.ts";
import { waitingTasks } from "./waiting-tasks.ts";

/** Step Functions: state machines, run by the evaluator, their tasks real calls to this cloud. */
export function createStepFunctions(part: Part): Service {
  const store = createStore(part.journal, () => part.clock.now());
  const waiting = waitingTasks(part.outsiders);
  const tasks = createTaskRunner(part, {
    tasks: waiting,
    isActivity: (arn) => store.activities.has(arn),
    ended: async (arn) => await store.executions.get(arn)?.done,
  });
  const does = inventing(tasks.run, part.options.invent?.task, { tasks: waiting, clock: part.clock });
  const s3 = inventingItems(itemStore(part), part.options.invent?.object);
  const runningMaps: RunningMaps = new Map();
  let stopping = false;
  const run = async (execution: Execution): Promise<void> => {
    // One that is started while the others end is ended as they are.
    if (stopping) execution.abort.abort(STOPPING);
    const onMapRun = mapRunKeeper(store, part, execution, runningMaps);
    await runExecution(execution, part, { tasks: does, s3, onMapRun });
    endMapRuns(store, part, execution, runningMaps);
    if (execution.stateMachine.type !== "EXPRESS") store.executions.set(execution.arn, execution);
  };
  const executions = executionOperations(store, part, run);
  return {
    offers: { startExecution: (input) => executions.StartExecution({ ...input }) },
    json: {
      targetPrefix: "AWSStepFunctions",
      operations: checked({
        ...stateMachineOperations(store, part),
        ...versionOperations(store, part),
        ...aliasOperations(store, part),
        ...executions,
        ...redriveOperation(store, part, run),
        ...historyOperation(store),
        ...mapRunOperations(store, runningMaps),
        ...tagOperations(store),
        ...taskTokenOperations(waiting),
        ...activityOperations(store, part, waiting),
        ...syncExecutionOperation(store, part, run),
        ...testStateOperation(part, tasks.run),
      }),
    },
    endWork: async () => {
      stopping = true;
      const under = [...store.executions.values(), ...store.express.values()];
      for (const { abort } of under) abort.abort(STOPPING);
      waiting.close();
      await Promise.all(under.map(({ done }) => done));
      await tasks.close();
      s3.close();
    },
  };
}

/** What the model does not allow does not reach an operation. */
function checked(operations: JsonService["operations"]): JsonService["operations"] {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      async (input, request) => {
        checkConstraints(input, REQUESTS[name] ?? {});
        return await operation(input, request);
      },
    ]),
  );
}

const STOPPING = { cause: "The local cloud is stopping." };
