import type { MapState } from "../../definition/machine.ts";
import type { JsonValue } from "../../json.ts";
import type { Fan } from "../execution.ts";
import type { Active, Run } from "../run.ts";
import { resultFiles, resultsOf } from "./results.ts";
import { ask } from "./transfer.ts";

/** All children have ended: the results are the state's, or are written to S3 first. */
export function completeMapRun(run: Run, thread: Active, state: MapState, fan: Fan): void {
  const { resultWriter } = state;
  const { plan } = thread.frame;
  const results = resultsOf(run, thread, state, fan);
  if (resultWriter === undefined || plan?.destination === undefined) return succeed(run, thread, results);
  const { files, details } = resultFiles(run, thread, resultWriter, plan.destination, fan, results);
  thread.frame.plan = { ...plan, unwritten: files, result: details };
  goOnWriting(run, thread);
}

/** Writes the next file; when none is left the state has its result. */
export function goOnWriting(run: Run, thread: Active): void {
  const { plan } = thread.frame;
  const [next, ...unwritten] = plan?.unwritten ?? [];
  if (plan === undefined || next === undefined) return succeed(run, thread, plan?.result ?? null);
  thread.frame.plan = { ...plan, unwritten };
  ask(run, thread, next);
}

function succeed(run: Run, thread: Active, result: JsonValue): void {
  run.record(thread, "MapRunSucceeded");
  run.record(thread, "MapStateSucceeded");
  run.execution.queue.push({ do: "result", thread: thread.id, result });
}
