import { type HistoryEvent, interpret, type InterpretOptions } from "@alpha-engine/asl";

import type { PartContext } from "../part.ts";
import { type Execution, keepEvent } from "./store.ts";

/** Runs the execution to its end and keeps what it leaves. Never rejects. */
export async function runExecution(
  execution: Execution,
  context: PartContext,
  tasks: InterpretOptions["tasks"],
): Promise<void> {
  const { arn, name, stateMachine, parsedInput, history, abort } = execution;
  const { clock } = context;
  const onEvent = (event: HistoryEvent): void => {
    history.push(event);
    keepEvent(context.journal, arn, event);
    context.emit({ type: "history", at: clock.now(), executionArn: arn, event: { ...event } });
  };
  try {
    const { status, output, error, cause, stopDate } = await interpret(stateMachine.machine, parsedInput, {
      clock,
      tasks,
      onEvent,
      signal: abort.signal,
      context: {
        execution: { Id: arn, Name: name, RoleArn: stateMachine.roleArn },
        stateMachine: { Id: stateMachine.arn, Name: stateMachine.name },
      },
    });
    Object.assign(execution, {
      status,
      stoppedAt: stopDate.getTime(),
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
