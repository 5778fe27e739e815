import type { MapState } from "../definition/machine.ts";
import type { Fan } from "../execution/execution.ts";
import type { JsonValue } from "../json.ts";
import type { ActiveThread, OpenTransition } from "../transition/open-transition.ts";
import { askS3 } from "./ask-s3.ts";
import { tellOfRun } from "./child-execution.ts";
import { resultFiles, resultsOf } from "./results.ts";

/** All children have ended: the results are the state's, or are written to S3 first. */
export function completeMapRun(transition: OpenTransition, thread: ActiveThread, state: MapState, fan: Fan): void {
  const { resultWriter } = state;
  const { plan } = thread.frame;
  const results = resultsOf(state, fan);
  if (resultWriter === undefined || plan?.destination === undefined) return succeed(transition, thread, results);
  const { files, details } = resultFiles(thread, {
    writer: resultWriter,
    destination: plan.destination,
    fan,
    results,
  });
  thread.frame.plan = { ...plan, unwritten: files, result: details };
  continueWriting(transition, thread);
}

/** Writes the next file; when none is left the state has its result. */
export function continueWriting(transition: OpenTransition, thread: ActiveThread): void {
  const { plan } = thread.frame;
  const [next, ...unwritten] = plan?.unwritten ?? [];
  if (plan === undefined || next === undefined) return succeed(transition, thread, plan?.result ?? null);
  thread.frame.plan = { ...plan, unwritten };
  askS3(transition, thread, next);
}

function succeed(transition: OpenTransition, thread: ActiveThread, result: JsonValue): void {
  const { mapRunArn = "" } = thread.frame.plan ?? {};
  tellOfRun(transition, () => ({ what: "run-ended", mapRunArn, status: "SUCCEEDED" }));
  transition.record(thread, "MapRunSucceeded");
  transition.record(thread, "MapStateSucceeded");
  transition.execution.queue.push({ do: "result", thread: thread.id, result });
}
