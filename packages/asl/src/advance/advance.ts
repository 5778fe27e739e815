import type { Machine } from "../definition/machine.ts";
import type { Effect, Execution, ExecutionEvent, Fan, Thread, Transition } from "../execution/execution.ts";
import { endExecution } from "../transition/end.ts";
import type { Inspection } from "../transition/inspection.ts";
import { OpenTransition } from "../transition/open-transition.ts";
import { drain } from "./steps.ts";

/**
 * The execution after `event`. Pure: `execution` stays as it is. An event that concerns nothing under way changes nothing.
 *
 * @example
 * ```ts example
 * import { advance, parse, start } from "@alpha-engine/asl";
 *
 * const parsed = parse({ StartAt: "Nap", States: { Nap: { Type: "Wait", Seconds: 60, End: true } } });
 * if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
 *
 * const [asleep, effects] = start(parsed.machine, { box: "i-1" }, { at: 0 });
 * for (const effect of effects) {
 *   if (effect.type !== "wake") continue;
 *   const [awake] = advance(parsed.machine, asleep, { type: "wake", id: effect.id, at: effect.at });
 *   console.log(asleep.status, awake.status, awake.output);
 * }
 * ```
 * ```text output
 * RUNNING SUCCEEDED { box: 'i-1' }
 * ```
 */
export function advance(machine: Machine, execution: Execution, event: ExecutionEvent): Transition {
  const next = copyOf(execution);
  return [next, advanceInPlace(machine, next, event)];
}

/** As {@link advance}, on the execution itself. */
export function advanceInPlace(
  machine: Machine,
  execution: Execution,
  event: ExecutionEvent,
  inspection?: Inspection,
): readonly Effect[] {
  if (execution.status !== "RUNNING") return [];
  execution.now = Math.max(execution.now, event.at);
  const transition = new OpenTransition(machine, execution, inspection);
  if (event.type === "abort") {
    endExecution(transition, "ABORTED", {
      ...(event.error === undefined ? {} : { error: event.error }),
      ...(event.cause === undefined ? {} : { cause: event.cause }),
    });
    return transition.effects;
  }
  if (event.type !== "evaluated") execution.queue.push({ do: "event", event });
  else if (execution.evaluation?.id === event.id) {
    delete execution.evaluation;
    execution.answers.push(...event.answers);
  }
  if (execution.evaluation === undefined) drain(transition);
  return transition.effects;
}

/** Copies what transitions change; payloads are never changed and stay shared. */
export function copyOf(execution: Execution): Execution {
  const threads = Object.fromEntries(Object.entries(execution.threads).map(([id, thread]) => [id, copyThread(thread)]));
  return {
    ...execution,
    threads,
    tasks: { ...execution.tasks },
    timers: { ...execution.timers },
    queue: [...execution.queue],
    answers: [...execution.answers],
  };
}

function copyThread(thread: Thread): Thread {
  const { frame } = thread;
  if (frame === undefined) return { ...thread };
  const { fan } = frame;
  return {
    ...thread,
    frame: {
      ...frame,
      retries: [...frame.retries],
      timers: [...frame.timers],
      ...(fan === undefined ? {} : { fan: copyFan(fan) }),
    },
  };
}

function copyFan(fan: Fan): Fan {
  const { results, running, broken, children } = fan;
  return {
    ...fan,
    results: [...results],
    running: { ...running },
    broken: { ...broken },
    ...(children === undefined ? {} : { children: [...children] }),
  };
}
