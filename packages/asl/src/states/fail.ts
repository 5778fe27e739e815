import type { FailState, TextSource } from "../definition/machine.ts";
import { StateFailure } from "../execution/failure.ts";
import { evaluatePath } from "../paths/evaluate-path.ts";
import { pathData } from "../transition/expression-data.ts";
import { dataFailure, queryFailure } from "../transition/failures.ts";
import type { ActiveThread, OpenTransition } from "../transition/open-transition.ts";
import { sourceValueOf } from "../transition/values.ts";
import { unexpected } from "./unexpected.ts";

/** Fails with the state's error and cause; without them, with neither. [recordings: fail] */
export function runFail(transition: OpenTransition, thread: ActiveThread, state: FailState): never {
  if (state.queryLanguage === "JSONPath") transition.note("afterInputPath", thread.frame.input);
  const error = text(transition, thread, state.error);
  const cause = text(transition, thread, state.cause);
  throw new StateFailure({ ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) });
}

function text(transition: OpenTransition, thread: ActiveThread, source: TextSource | undefined): string | undefined {
  if (source === undefined) return undefined;
  const { input } = thread.frame;
  if (source.kind === "path" && evaluatePath(source.path, pathData(transition, thread, { input })) === undefined) {
    throw dataFailure(
      transition,
      thread,
      `The JSONPath '${source.path.text}' specified for the field '${source.field}' could not be found in the input '${JSON.stringify(input)}'`,
    );
  }
  const value = sourceValueOf(transition, thread, source, { input });
  if (source.kind === "jsonata" && typeof value !== "string") {
    const { expression, field } = source;
    throw queryFailure(transition, thread, field, unexpected(expression, field, "string", value ?? null));
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}
