import type { WaitState } from "../definition/machine.ts";
import type { StateFailure } from "../execution/failure.ts";
import type { JsonValue } from "../json.ts";
import { parseTimestamp } from "../timestamp.ts";
import { dataFailure, queryFailure } from "../transition/failures.ts";
import type { ActiveThread, OpenTransition } from "../transition/open-transition.ts";
import { startTimerAt } from "../transition/timers.ts";
import { inputOf, sourceValueOf } from "../transition/values.ts";
import { finishState } from "./finish.ts";
import { evaluatedSeconds } from "./numbers.ts";
import { unexpected } from "./unexpected.ts";

/** As many seconds as 32 bits hold. [recordings: test_timestamp_too_far_in_future_boundary, of LocalStack] */
const LONGEST_WAIT = (2 ** 31 - 1) * 1000;

/** Sets the timer; an instant that is past ends the wait at once. */
export function runWait(transition: OpenTransition, thread: ActiveThread, state: WaitState): void {
  const input = inputOf(transition, thread);
  const until =
    state.seconds === undefined
      ? timestampOf(transition, thread, state, input)
      : transition.execution.now + secondsOf(transition, thread, state, input) * 1000;
  if (until - transition.execution.now > LONGEST_WAIT)
    throw dataFailure(transition, thread, "Wait state delay is too long.");
  if (until <= transition.execution.now) return finishState(transition, thread, input);
  startTimerAt(transition, "wait", thread, until);
}

function secondsOf(transition: OpenTransition, thread: ActiveThread, { seconds }: WaitState, input: JsonValue): number {
  if (seconds === undefined) return 0;
  const value = sourceValueOf(transition, thread, seconds, { input });
  if (seconds.kind === "path") return secondsAt(transition, thread, seconds.path.text, value);
  if (seconds.kind === "jsonata") return evaluatedSeconds({ transition, thread }, { ...seconds, value });
  return Number(value);
}

/** A text of digits is a number, too. [recordings: test_base_wait_seconds_path; Feature.WaitValidation] */
function secondsAt(
  transition: OpenTransition,
  thread: ActiveThread,
  path: string,
  value: JsonValue | undefined,
): number {
  const refused = (why: string, shown: string = ""): StateFailure =>
    dataFailure(transition, thread, `The SecondsPath parameter ${why}: ${path}${shown}`);
  if (value === undefined) throw refused("does not reference an input value");
  const shown = ` == ${asText(value)}`;
  const number = typeof value === "string" && /^[+-]?\d+$/.test(value) ? Number(value) : value;
  if (!Number.isInteger(number)) throw refused("cannot be parsed as a long value", shown);
  if (Number(number) < 0) throw refused("references a negative value", shown);
  return Number(number);
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
  if (timestamp.kind === "jsonata") {
    const { expression, field } = timestamp;
    // [recordings: test_wait_timestamp_invalid, of LocalStack]
    const why =
      typeof value === "string"
        ? `The ${field} field cannot be parsed as an ISO-8601 extended offset date-time format string: ${value}`
        : unexpected(expression, field, "string", value ?? null);
    throw queryFailure(transition, thread, field, why);
  }
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
