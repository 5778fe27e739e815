import { type JsonValue, type TaskRequest, taskTokens, type TaskTokens } from "@alpha-engine/asl";

/** Tasks that somebody else ends: who waits for them, and which of their tokens are no longer good. */
export interface WaitingTasks extends Pick<TaskTokens, "wait" | "succeed" | "fail" | "heartbeat"> {
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

export function waitingTasks(): WaitingTasks {
  const tokens = taskTokens();
  const issued = new Set<string>();
  const workers = new Set<Worker>();
  return {
    ...tokens,
    knows: (taskToken) => issued.has(taskToken),
    wait: (request: TaskRequest) => {
      const { taskToken, kind, resource } = request;
      if (taskToken !== undefined) issued.add(taskToken);
      const answer = tokens.wait(request);
      if (kind === "activity") serve(resource);
      return answer;
    },
    take: async (activityArn, workerName, patience) => {
      const task = tokens.poll(activityArn, workerName);
      if (task !== undefined) return task;
      return await new Promise((resolve) => {
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
    },
    close: () => {
      for (const worker of workers) worker.go(undefined);
    },
  };

  /** Those who wait longest first. */
  function serve(activityArn: string): void {
    for (const worker of workers) {
      if (worker.activityArn !== activityArn) continue;
      const task = tokens.poll(activityArn, worker.workerName);
      if (task === undefined) return;
      worker.go(task);
    }
  }
}

interface Worker {
  readonly activityArn: string;
  readonly workerName: string | undefined;
  readonly go: (task: Taken | undefined) => void;
}
