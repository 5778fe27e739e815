import { randomUUID } from "node:crypto";

import type { Part } from "../../cloud/part.ts";
import { optionalString } from "../../wire/input.ts";
import type { Input, JsonService } from "../../wire/protocols.ts";
import { findStartable, newExecution, notOfThisType, type Run } from "./execution-operations.ts";
import { startExpress } from "./express-execution.ts";
import { checkName, epochSeconds } from "./lookups.ts";
import type { Execution, Store } from "./store.ts";

/** An execution that is answered when it has ended. [LocalStack's recordings of AWS, test_express_sync, 2024] */
export function syncExecutionOperation(store: Store, { clock, callers }: Part, run: Run): JsonService["operations"] {
  return {
    StartSyncExecution: async (input) => {
      const started = findStartable(store, input);
      if (started.stateMachine.type !== "EXPRESS") throw notOfThisType();
      const name = checkName(optionalString(input, "name") ?? randomUUID());
      const text = optionalString(input, "input") ?? "{}";
      const beginning = newExecution({ ...started, name, input: text, startedAt: clock.now(), ...callers.asker() });
      const execution = startExpress(store, { ...beginning, synchronous: true }, run);
      await execution.done;
      return answerOf(execution, input, clock.now());
    },
  };
}

/** In steps of 100 ms and 64 MB, which is what AWS bills. [documentation: pricing of express workflows, 2026-11] */
function answerOf(execution: Execution, { includedData }: Input, now: number): object {
  const { arn, stateMachine, name, status, startedAt, stoppedAt = now, input, output, error, cause } = execution;
  const included = includedData !== "METADATA_ONLY";
  return {
    executionArn: arn,
    stateMachineArn: stateMachine.arn,
    name,
    startDate: epochSeconds(startedAt),
    stopDate: epochSeconds(stoppedAt),
    status,
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...(included ? { input } : {}),
    inputDetails: { included },
    ...(included && output !== undefined ? { output } : {}),
    outputDetails: { included },
    billingDetails: {
      billedMemoryUsedInMB: 64,
      billedDurationInMilliseconds: Math.max(1, Math.ceil((stoppedAt - startedAt) / 100)) * 100,
    },
  };
}
