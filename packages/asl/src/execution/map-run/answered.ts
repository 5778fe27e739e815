import type { S3Answer } from "../execution.ts";
import { StateFailure } from "../failure.ts";
import type { Active, Run } from "../run.ts";
import { goOnWriting } from "./complete.ts";
import { goOnReading, readerFailure } from "./read-items.ts";

/** S3 has answered a distributed Map. */
export function answered(run: Run, thread: Active, answer: S3Answer): void {
  const { task, plan } = thread.frame;
  if (task === undefined || plan === undefined) return;
  delete run.execution.tasks[task];
  thread.frame.task = undefined;
  try {
    if (plan.unwritten !== undefined) {
      if (answer.kind === "failed") throw writerFailure(answer.cause);
      return goOnWriting(run, thread);
    }
    if (answer.kind === "failed") throw readerFailure(answer.cause);
    goOnReading(run, thread, answer);
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
    run.execution.queue.push({ do: "fail", thread: thread.id, failure: error.failure });
  }
}

/** [doc: error names] */
function writerFailure(cause: string): StateFailure {
  return new StateFailure({ error: "States.ResultWriterFailed", cause, branch: true });
}
