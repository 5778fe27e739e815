import { isObject, type JsonObject, type JsonValue } from "../json.ts";
import type { PathData } from "../paths/evaluate-path.ts";
import { formatTimestamp } from "../timestamp.ts";
import type { ActiveThread, OpenTransition } from "./open-transition.ts";

/** What expressions of one state see, besides variables and context. */
export interface ExpressionData {
  /** `$` and `$states.input`. */
  readonly input: JsonValue;
  /** `$states.result`. */
  readonly result?: JsonValue;
  /** `$states.errorOutput`. */
  readonly errorOutput?: JsonValue;
  /** `$$.Map` while an item is being selected. */
  readonly map?: JsonObject;
}

/** What paths of the state see. */
export function pathData(transition: OpenTransition, thread: ActiveThread, data: ExpressionData): PathData {
  return {
    input: data.input,
    context: () => contextOf(transition, thread, data.map),
    variables: thread.variables,
  };
}

/** The context object, `$$`. */
export function contextOf(
  transition: OpenTransition,
  thread: ActiveThread,
  map: JsonObject | undefined = thread.map,
): JsonObject {
  const { state, enteredAt, retryCount, token } = thread.frame;
  const { context } = transition.execution;
  if (transition.isContextGiven) return map === undefined ? context : { ...context, Map: map };
  const given = context["State"];
  const own = transition.childOf(thread)?.own;
  const whole = context["Execution"];
  return {
    ...context,
    // A child of a distributed Map is an execution of its own. [doc: context object]
    ...(own === undefined ? {} : { Execution: { ...(isObject(whole) ? whole : {}), ...own } }),
    State: {
      Name: state,
      EnteredTime: formatTimestamp(enteredAt),
      ...("retry" in transition.state(thread) ? { RetryCount: retryCount } : {}),
      ...(isObject(given) ? given : {}),
    },
    ...(token === undefined ? {} : { Task: { Token: token } }),
    ...(map === undefined ? {} : { Map: map }),
  };
}
