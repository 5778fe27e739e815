import { TaskFailure } from "../errors.ts";
import type { ExecutionEvent, TaskCall } from "../execution/execution.ts";
import type { JsonValue } from "../json.ts";
import { lazily } from "../lazy.ts";
import type { TaskRequest } from "./options.ts";

/** What a task reports before it ends. */
export type Report = ExecutionEvent extends infer Event
  ? Event extends { readonly type: "task-started" | "task-submitted" | "task-heartbeat" }
    ? Omit<Event, "id" | "at">
    : never
  : never;

export interface OpenTask {
  readonly request: TaskRequest;
  readonly abort: (because: "timeout" | "abort") => void;
}

/** A task to be handed to the handler. Its signal is made when somebody asks for it: most never do. */
export function openTask(call: TaskCall, report: (event: Report) => void, idle: TaskRequest["idle"]): OpenTask {
  let controller: AbortController | undefined;
  let reason: TaskFailure | DOMException | undefined;
  const request = {
    ...call,
    started: (workerName?: string) =>
      report({ type: "task-started", ...(workerName === undefined ? {} : { workerName }) }),
    submitted: (output: JsonValue) => report({ type: "task-submitted", output }),
    idle,
    heartbeat: () => report({ type: "task-heartbeat" }),
  };
  return {
    request: lazily(request, "signal", () => {
      controller = new AbortController();
      if (reason !== undefined) controller.abort(reason);
      return controller.signal;
    }),
    abort: (because) => {
      reason ??= because === "timeout" ? new TaskFailure("States.Timeout", "") : new DOMException("", "AbortError");
      controller?.abort(reason);
    },
  };
}
