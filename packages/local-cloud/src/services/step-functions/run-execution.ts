import { type HistoryEvent, interpret, type InterpretOptions, interpretRedrive } from "@alpha-engine/asl";

import type { Part } from "../../cloud/part.ts";
import { type Execution, keepEvent } from "./store.ts";

/** Runs the execution to its end, from its start or from where it was left, and keeps what it leaves. Never rejects. */
export async function runExecution(
  execution: Execution,
  context: Part,
  tasks: InterpretOptions["tasks"],
): Promise<void> {
  const { arn, name, stateMachine, parsedInput, history, abort, evaluated } = execution;
  const { clock } = context;
  const onEvent = (event: HistoryEvent): void => {
    history.push(event);
    keepEvent(context.journal, arn, event);
    context.bus.emit({ type: "history", at: clock.now(), executionArn: arn, event: { ...event } });
  };
  const ownContext = {
    execution: { Id: arn, Name: name, RoleArn: stateMachine.roleArn },
    stateMachine: { Id: stateMachine.arn, Name: stateMachine.name },
  };
  const options = { tasks, onEvent, signal: abort.signal };
  try {
    const result =
      evaluated === undefined
        ? interpret(stateMachine.machine, parsedInput, { ...options, context: ownContext }, { clock })
        : interpretRedrive(stateMachine.machine, { execution: evaluated, history: [...history] }, options, { clock });
    const { status, output, error, cause, stopDate, execution: left } = await result;
    Object.assign(execution, {
      status,
      stoppedAt: stopDate.getTime(),
      evaluated: left,
      ...(output === undefined ? {} : { output: JSON.stringify(output) }),
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    });
  } catch (error) {
    // The evaluator itself gave up: to AWS's callers that is a runtime error.
    Object.assign(execution, {
      status: "FAILED",
      stoppedAt: clock.now(),
      error: "States.Runtime",
      cause: String(error),
    });
  }
}
