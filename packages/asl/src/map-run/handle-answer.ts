import type { S3Answer } from "../execution/execution.ts";
import { StateFailure } from "../execution/failure.ts";
import type { ActiveThread, OpenTransition } from "../transition/open-transition.ts";
import { continueWriting } from "./complete.ts";
import { continueReading, readerFailure } from "./read-items.ts";

/** S3 has answered a distributed Map. */
export function handleAnswer(transition: OpenTransition, thread: ActiveThread, answer: S3Answer): void {
  const { task, plan } = thread.frame;
  if (task === undefined || plan === undefined) return;
  delete transition.execution.tasks[task];
  thread.frame.task = undefined;
  try {
    if (plan.unwritten !== undefined) {
      if (answer.kind === "failed") throw writerFailure(answer.cause);
      return continueWriting(transition, thread);
    }
    if (answer.kind === "failed") throw readerFailure(answer.cause);
    continueReading(transition, thread, answer);
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
    transition.execution.queue.push({ do: "fail", thread: thread.id, failure: error.failure });
  }
}

/** [doc: error names] */
function writerFailure(cause: string): StateFailure {
  return new StateFailure({ error: "States.ResultWriterFailed", cause, branch: true });
}
