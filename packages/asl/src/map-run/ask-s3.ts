import type { S3Request } from "../execution/execution.ts";
import type { ActiveThread, OpenTransition } from "../transition/open-transition.ts";

/** Asks S3 for something; the state waits for the answer. */
export function askS3(transition: OpenTransition, thread: ActiveThread, request: S3Request): void {
  thread.frame.task = transition.newId();
  transition.execution.tasks[thread.frame.task] = thread.id;
  transition.effects.push({ type: "s3", id: thread.frame.task, request });
}
