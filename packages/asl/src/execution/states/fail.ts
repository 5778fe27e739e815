import type { FailState, TextSource } from "../../definition/machine.ts";
import { evaluatePath } from "../../paths/evaluate-path.ts";
import { StateFailure } from "../failure.ts";
import type { Active, Run } from "../run.ts";

/** Fails with the state's error and cause; without them, with neither. [recordings: fail] */
export function runFail(run: Run, thread: Active, state: FailState): never {
  if (state.queryLanguage === "JSONPath") run.note("afterInputPath", thread.frame.input);
  const error = text(run, thread, state.error);
  const cause = text(run, thread, state.cause);
  throw new StateFailure({ ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) });
}

function text(run: Run, thread: Active, source: TextSource | undefined): string | undefined {
  if (source === undefined) return undefined;
  const { input } = thread.frame;
  if (source.kind === "path" && evaluatePath(source.path, run.pathData(thread, { input })) === undefined) {
    throw run.failure(
      thread,
      `The JSONPath '${source.path.text}' specified for the field '${source.field}' could not be found in the input '${JSON.stringify(input)}'`,
    );
  }
  const value = run.source(thread, source, { input });
  return typeof value === "string" ? value : JSON.stringify(value);
}
