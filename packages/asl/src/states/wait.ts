import type { WaitState } from "../definition/machine.ts";
import type { JsonValue } from "../json.ts";
import { parseTimestamp } from "../timestamp.ts";
import { dataFailure, queryFailure } from "../transition/failures.ts";
import type { ActiveThread, OpenTransition } from "../transition/open-transition.ts";
import { startTimerAt } from "../transition/timers.ts";
import { inputOf, sourceValueOf } from "../transition/values.ts";
import { finishState } from "./finish.ts";
import { unexpected } from "./unexpected.ts";

/** Sets the timer; an instant that is past ends the wait at once. */
export function runWait(transition: OpenTransition, thread: ActiveThread, state: WaitState): void {
  const input = inputOf(transition, thread);
  const until =
    state.seconds === undefined
      ? timestampOf(transition, thread, state, input)
      : transition.execution.now + secondsOf(transition, thread, state, input) * 1000;
  if (until <= transition.execution.now) return finishState(transition, thread, input);
  startTimerAt(transition, "wait", thread, until);
}

function secondsOf(transition: OpenTransition, thread: ActiveThread, { seconds }: WaitState, input: JsonValue): number {
  if (seconds === undefined) return 0;
  const value = sourceValueOf(transition, thread, seconds, { input });
  if (seconds.kind === "path") {
    const { text } = seconds.path;
    if (value === undefined)
      throw dataFailure(transition, thread, `The SecondsPath parameter does not reference an input value: ${text}`);
    if (!Number.isInteger(value))
      throw dataFailure(
        transition,
        thread,
        `The SecondsPath parameter cannot be parsed as a long value: ${text} == ${asText(value)}`,
      );
    if (Number(value) < 0)
      throw dataFailure(
        transition,
        thread,
        `The SecondsPath parameter references a negative value: ${text} == ${asText(value)}`,
      );
  }
  if (seconds.kind === "jsonata" && (!Number.isInteger(value) || Number(value) < 0)) {
    throw queryFailure(
      transition,
      thread,
      seconds.field,
      unexpected(seconds.expression, seconds.field, "integer", value ?? null),
    );
  }
  return Number(value);
}

function timestampOf(
  transition: OpenTransition,
  thread: ActiveThread,
  { timestamp }: WaitState,
  input: JsonValue,
): number {
  if (timestamp === undefined) return 0;
  const value = sourceValueOf(transition, thread, timestamp, { input });
  const instant = typeof value === "string" ? parseTimestamp(value) : undefined;
  if (instant !== undefined) return Number(instant / 1_000_000n);
  if (timestamp.kind === "jsonata")
    throw queryFailure(
      transition,
      thread,
      timestamp.field,
      unexpected(timestamp.expression, timestamp.field, "ISO-8601 timestamp", value ?? null),
    );
  const text = timestamp.kind === "path" ? timestamp.path.text : "";
  if (value === undefined)
    throw dataFailure(transition, thread, `The TimestampPath parameter does not reference an input value: ${text}`);
  throw dataFailure(
    transition,
    thread,
    `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${text} == ${asText(value)}`,
  );
}

function asText(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}
