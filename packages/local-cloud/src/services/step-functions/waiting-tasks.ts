import { type JsonValue, type Outsiders, type TaskRequest, taskTokens, type TaskTokens } from "@alpha-engine/asl";

import { AT_WORK, TAKES_MESSAGES } from "../../cloud/who-comes.ts";

/** Tasks that somebody else ends: who waits for them, and which of their tokens are no longer good. */
export interface WaitingTasks extends Pick<TaskTokens, "succeed" | "fail" | "heartbeat"> {
  /**
   * The answer of a task handler: waits until somebody ends the task. `carrier` is the service that a token is sent with.
   * What nobody works on yet holds the clock while an outsider may come for it: a clock cannot know that none ever will.
   * [deviation, 2026-11]
   */
  wait(request: TaskRequest, carrier?: string): Promise<JsonValue>;
  /** Whether a task ever waited with the token. */
  knows(taskToken: string): boolean;
  /**
   * The activity's next task, once there is one; nothing where none comes for so many milliseconds. They are this
   * machine's: a clock that jumped to their end would have a worker's polls carry it away.
   */
  take(activityArn: string, workerName: string | undefined, patience: number): Promise<Taken | undefined>;
  /** Lets every worker go that waits. */
  close(): void;
}

interface Taken {
  readonly taskToken: string;
  readonly input: JsonValue;
}

export function waitingTasks(others: Outsiders): WaitingTasks {
  const tokens = taskTokens();
  const issued = new Set<string>();
  const expected = new Map<string, Expected>();
  const workers = new Set<Worker>();
  return {
    ...tokens,
    knows: (taskToken) => issued.has(taskToken),
    wait: async (request, carrier = "") => {
      const { taskToken = "", kind, resource } = request;
      issued.add(taskToken);
      const isActivity = kind === "activity";
      const what = isActivity ? resource : HELD_ANYWAY.has(carrier) ? `callback ${taskToken}` : TAKES_MESSAGES;
      const stop = others.expect(what, HELD_ANYWAY.has(carrier) ? 0 : undefined);
      expected.set(taskToken, { what, stop });
      try {
        const answer = tokens.wait(request);
        if (isActivity) serve(resource);
        return await answer;
      } finally {
        stop();
        expected.delete(taskToken);
      }
    },
    succeed: (taskToken, output) => seen(taskToken, () => tokens.succeed(taskToken, output)),
    fail: (taskToken, failure) => seen(taskToken, () => tokens.fail(taskToken, failure)),
    heartbeat: (taskToken) => seen(taskToken, () => tokens.heartbeat(taskToken), AT_WORK),
    take: async (activityArn, workerName, patience) => {
      const leave = others.present(activityArn);
      try {
        return poll(activityArn, workerName) ?? (await next(activityArn, workerName, patience));
      } finally {
        leave();
      }
    },
    close: () => {
      for (const worker of workers) worker.go(undefined);
    },
  };

  function next(activityArn: string, workerName: string | undefined, patience: number): Promise<Taken | undefined> {
    return new Promise((resolve) => {
      const worker: Worker = {
        activityArn,
        workerName,
        go: (taken) => {
          clearTimeout(timer);
          workers.delete(worker);
          resolve(taken);
        },
      };
      const timer = setTimeout(() => worker.go(undefined), patience);
      workers.add(worker);
    });
  }

  /** From here on it is the worker's work that holds the clock. */
  function poll(activityArn: string, workerName: string | undefined): Taken | undefined {
    const task = tokens.poll(activityArn, workerName);
    if (task !== undefined) expected.get(task.taskToken)?.stop();
    return task;
  }

  function seen(taskToken: string, act: () => boolean, patience?: number): boolean {
    const what = expected.get(taskToken)?.what;
    if (what !== undefined) others.seen(what, patience);
    return act();
  }

  /** Those who wait longest first. */
  function serve(activityArn: string): void {
    for (const worker of workers) {
      if (worker.activityArn !== activityArn) continue;
      const task = poll(activityArn, worker.workerName);
      if (task === undefined) return;
      worker.go(task);
    }
  }
}

/** Who is sent a token by these is of this cloud, and holds the clock by working. */
const HELD_ANYWAY: ReadonlySet<string> = new Set(["ssm", "lambda", "states", "sfn"]);

interface Expected {
  /** By what an outsider who comes for it is known. */
  readonly what: string;
  readonly stop: () => void;
}

interface Worker {
  readonly activityArn: string;
  readonly workerName: string | undefined;
  readonly go: (task: Taken | undefined) => void;
}
