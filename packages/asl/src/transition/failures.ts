import { runtimeFailure, StateFailure } from "../execution/failure.ts";
import type { ActiveThread, OpenTransition } from "./open-transition.ts";

/** A failure of the state's data flow, which no Retry and no Catch sees. */
export function dataFailure(transition: OpenTransition, thread: ActiveThread, message: string): StateFailure {
  return runtimeFailure(during(transition, thread), message);
}

/** A failure of a JSONata expression, or of what stands for one; `location` is the field it stands in, if any. */
export function queryFailure(
  transition: OpenTransition,
  thread: ActiveThread,
  location: string | null,
  message: string,
): StateFailure {
  return new StateFailure({
    error: "States.QueryEvaluationError",
    cause: `${during(transition, thread)}${message}`,
    location,
  });
}

/** What a cause begins with; a test of a single state leaves it out. [recordings: test_state] */
function during({ inspected }: OpenTransition, { frame: { state, enteredEventId } }: ActiveThread): string {
  return inspected
    ? ""
    : `An error occurred while executing the state '${state}' (entered at the event id #${enteredEventId}). `;
}
