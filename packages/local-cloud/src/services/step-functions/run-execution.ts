import { randomUUID } from "node:crypto";

import {
  type HistoryEvent,
  interpret,
  type InterpretOptions,
  interpretRedrive,
  type JsonValue,
  type StateFailed,
  TaskFailure,
} from "@alpha-engine/asl";
import { toMilliseconds } from "@alpha-engine/dialect";

import type { TaskCaller } from "../../cloud/callers/caller.ts";
import type { TaskNews } from "../../cloud/cloud-event.ts";
import type { Part } from "../../cloud/part.ts";
import { meantStandIn } from "../../cloud/stand-in.ts";
import { executionLog } from "./execution-logs.ts";
import { NotModelledFailure } from "./integrations/not-modelled-failure.ts";
import { mapCaller, type MapCaller } from "./map-caller.ts";
import { pass } from "./stand-ins/pass.ts";
import { type Execution, keepEvent } from "./store.ts";

/** Runs the execution to its end, from its start or from where it was left, and keeps what it leaves. Never rejects. */
export async function runExecution(
  execution: Execution,
  context: Part,
  {
    tasks,
    s3,
    onMapRun,
  }: Required<Pick<InterpretOptions, "tasks" | "onMapRun">> & { readonly s3: Parameters<MapCaller["asking"]>[0] },
): Promise<void> {
  const { arn, name, stateMachine, parsedInput, history, abort, evaluated } = execution;
  const { clock } = context;
  const log = executionLog(context, execution);
  const maps = mapCaller({ arn, ...(execution.by && { by: execution.by }) }, context.callers);
  const onEvent = (event: HistoryEvent): void => {
    history.push(event);
    maps.onEvent(event);
    log(event);
    if (stateMachine.type !== "EXPRESS") keepEvent(context.journal, arn, event);
    context.bus.emit({ type: "history", at: clock.now(), executionArn: arn, event: { ...event } });
  };
  const ownContext = {
    execution: { Id: arn, Name: name, RoleArn: stateMachine.roleArn },
    stateMachine: { Id: stateMachine.arn, Name: stateMachine.name },
    ...(stateMachine.type === "EXPRESS" ? { machineType: "EXPRESS" as const } : {}),
    synchronous: execution.synchronous === true,
  };
  const onStateFailed = (failed: StateFailed): void =>
    context.bus.emit({ type: "state-failed", at: clock.now(), executionArn: arn, ...failed });
  const options = { tasks: watched(tasks, execution, context), onEvent, onMapRun, onStateFailed, signal: abort.signal };
  const effects = { clock, s3: maps.asking(s3) };
  try {
    const result =
      evaluated === undefined
        ? interpret(stateMachine.machine, parsedInput, { ...options, context: ownContext }, effects)
        : interpretRedrive(stateMachine.machine, { execution: evaluated, history: [...history] }, options, effects);
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

/** Tells of every attempt at a task, also where no history does, and of one that asks for what is not modelled. */
function watched(
  tasks: InterpretOptions["tasks"],
  { arn: executionArn, stateMachine, by }: Execution,
  { bus, callers, clock, faults, options }: Part,
): InterpretOptions["tasks"] {
  return async (request) => {
    const { state, resource, iteration, thread, attempt, parameters } = request;
    const standIn = meantStandIn(options, request, stateMachine.name)?.name;
    const task = {
      id: randomUUID(),
      state,
      resource,
      thread,
      attempt,
      parameters,
      ...(iteration === undefined ? {} : { iteration }),
      ...(standIn === undefined ? {} : { standIn }),
    };
    const tell = (what: TaskNews): void => bus.emit({ type: "task", at: clock.now(), executionArn, ...task, ...what });
    tell({ phase: "scheduled" });
    const submitted = (answer: JsonValue): void => {
      request.submitted(answer);
      tell({ phase: "submitted", output: answer });
    };
    const heartbeat = (): void => {
      request.heartbeat();
      tell({ phase: "heartbeat" });
    };
    try {
      const caller = callerOf(task, { executionArn, ...(by && { by }) });
      const fault = faults.task?.({ by: caller, resource, parameters, ...(standIn === undefined ? {} : { standIn }) });
      if (fault?.kind === "error") {
        if (fault.after !== undefined) await pass(toMilliseconds(fault.after, "after"), clock, request);
        throw new TaskFailure(fault.error, fault.cause);
      }
      const answer = await callers.during(caller, () => tasks({ ...request, submitted, heartbeat }));
      const output = fault === undefined ? answer : fault.change(answer);
      tell({ phase: "succeeded", output });
      return output;
    } catch (error) {
      tell(endOf(request.signal, error));
      if (error instanceof NotModelledFailure)
        bus.emit({
          type: "not-modelled",
          at: clock.now(),
          asked: error.asked,
          why: error.cause,
          executionArn,
          state,
        });
      throw error;
    }
  };
}

function callerOf(
  {
    id: taskId,
    state,
    thread,
    attempt,
    iteration,
  }: Pick<TaskCaller, "state" | "thread" | "attempt" | "iteration"> & {
    readonly id: string;
  },
  execution: Pick<TaskCaller, "executionArn" | "by">,
): TaskCaller {
  const place = iteration === undefined ? {} : { iteration };
  return { kind: "task", ...execution, state, taskId, attempt, thread, ...place };
}

/** What was aborted did not fail, unless for its time: whoever aborted it knows why. */
function endOf({ aborted, reason }: AbortSignal, error: unknown): TaskNews {
  const failure: unknown = aborted ? reason : error;
  if (failure instanceof TaskFailure) return { phase: "failed", error: failure.error, cause: failure.cause };
  return aborted ? { phase: "aborted" } : { phase: "failed", error: "Error", cause: String(failure) };
}
