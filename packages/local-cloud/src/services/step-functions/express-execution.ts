import { randomUUID } from "node:crypto";

import type { Execution, Store } from "./store.ts";

/** How long an execution of an EXPRESS state machine may run, in seconds. [documentation: quotas, 2026-11] */
const LONGEST = 300;

/**
 * Runs an execution of an EXPRESS state machine: nothing of it is kept, and its name is nobody's. [LocalStack's
 * recordings of AWS, test_sfn_api_express, 2024]
 */
export function startExpress(
  store: Store,
  execution: Execution,
  run: (execution: Execution) => Promise<void>,
): Execution {
  const { stateMachine, arn } = execution;
  const { machine } = stateMachine;
  const express: Execution = {
    ...execution,
    arn: `${arn.replace(":execution:", ":express:")}:${randomUUID()}`,
    stateMachine: {
      ...stateMachine,
      machine: { ...machine, timeoutSeconds: Math.min(machine.timeoutSeconds ?? LONGEST, LONGEST) },
    },
  };
  store.express.set(express.arn, express);
  express.done = run(express).finally(() => store.express.delete(express.arn));
  return express;
}
