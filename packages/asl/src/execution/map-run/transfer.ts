import type { S3Request } from "../execution.ts";
import type { Active, Run } from "../run.ts";

/** Asks S3 for something; the state waits for the answer. */
export function ask(run: Run, thread: Active, request: S3Request): void {
  thread.frame.task = run.newId();
  run.execution.tasks[thread.frame.task] = thread.id;
  run.effects.push({ type: "s3", id: thread.frame.task, request });
}
