import { TaskFailure } from "../errors.ts";
import type { JsonValue } from "../json.ts";
import type { TaskRequest } from "./options.ts";

/** Tasks that somebody else ends, by their token: activities and `.waitForTaskToken`. */
export interface TaskTokens {
  /** The answer of a task handler: waits until somebody ends the task. Activities are handed out by `poll`. */
  wait(request: TaskRequest): Promise<JsonValue>;
  /** GetActivityTask: the activity's oldest task that no worker has taken; `undefined` where there is no such task. */
  poll(activityArn: string, workerName?: string): { readonly taskToken: string; readonly input: JsonValue } | undefined;
  /** SendTaskSuccess, SendTaskFailure, SendTaskHeartbeat; `false` for a token that no task waits with. */
  succeed(taskToken: string, output: JsonValue): boolean;
  fail(taskToken: string, failure?: { readonly error?: string; readonly cause?: string }): boolean;
  heartbeat(taskToken: string): boolean;
}

interface Waiting {
  readonly request: TaskRequest;
  readonly succeed: (output: JsonValue) => void;
  readonly fail: (failure: TaskFailure) => void;
}

/**
 * The tasks of one or more executions that wait for somebody else: `wait` is given to `tasks`, the rest to those who end them.
 *
 * @example
 * ```ts example
 * import { interpret, parse, taskTokens } from "@alpha-engine/asl";
 *
 * const approve = {
 *   Type: "Task",
 *   Resource: "arn:aws:states:us-east-1:111111111111:activity:approve",
 *   End: true,
 * };
 * const parsed = parse({ StartAt: "Approve", States: { Approve: approve } });
 * if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
 *
 * const tokens = taskTokens();
 * const running = interpret(parsed.machine, { amount: 5 }, { tasks: (request) => tokens.wait(request) });
 * const work = tokens.poll(approve.Resource, "worker-1");
 * if (work !== undefined) tokens.succeed(work.taskToken, { approved: work.input });
 * console.log((await running).output);
 * ```
 * ```text output
 * { approved: { amount: 5 } }
 * ```
 */
export function taskTokens(): TaskTokens {
  const waiting = new Map<string, Waiting>();
  /** Tokens of activities that wait for a worker, oldest first. */
  const offered = new Map<string, string[]>();

  const withTask = (token: string, act: (task: Waiting) => void): boolean => {
    const task = waiting.get(token);
    if (task !== undefined) act(task);
    return task !== undefined;
  };

  return {
    async wait(request) {
      const { taskToken, kind, resource, signal } = request;
      if (taskToken === undefined)
        throw new TaskFailure("States.Runtime", `The task ${request.state} has no token to wait with.`);
      try {
        return await new Promise<JsonValue>((succeed, fail) => {
          waiting.set(taskToken, { request, succeed, fail });
          if (kind === "activity") offered.set(resource, [...(offered.get(resource) ?? []), taskToken]);
          const stop = (): void => fail(new TaskFailure("States.Timeout"));
          if (signal.aborted) stop();
          signal.addEventListener("abort", stop, { once: true });
        });
      } finally {
        waiting.delete(taskToken);
      }
    },
    poll(activityArn, workerName) {
      const tokens = offered.get(activityArn) ?? [];
      for (let token = tokens.shift(); token !== undefined; token = tokens.shift()) {
        const task = waiting.get(token);
        if (task === undefined) continue;
        task.request.started(workerName);
        return { taskToken: token, input: task.request.parameters };
      }
      return undefined;
    },
    succeed: (token, output) => withTask(token, (task) => task.succeed(output)),
    fail: (token, { error = "", cause = "" } = {}) =>
      withTask(token, (task) => task.fail(new TaskFailure(error, cause))),
    heartbeat: (token) => withTask(token, (task) => task.request.heartbeat()),
  };
}
