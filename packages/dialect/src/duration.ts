import { DialectError } from "./errors.ts";

/** A length of time: a number is seconds; a text says its unit, such as `"500ms"`, `"90s"`, `"5m"`, `"1.5h"`, `"2d"`. */
export type Duration = number | `${number}${Unit}`;

type Unit = keyof typeof SECONDS_IN;

const SECONDS_IN = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 } as const;

/**
 * A {@link Duration} in seconds.
 *
 * @param option what the duration is of, for the message
 * @throws DialectError `BAD_DURATION` for what is no duration, is negative or is not finite
 *
 * @example
 * ```ts example
 * import { toSeconds } from "@alpha-engine/dialect";
 *
 * console.log(toSeconds("5m"), toSeconds("1.5h"), toSeconds(90));
 * ```
 * ```text output
 * 300 5400 90
 * ```
 */
export function toSeconds(duration: Duration, option = "the duration"): number {
  const seconds = typeof duration === "number" ? duration : secondsIn(duration);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds;
  throw new DialectError(
    "BAD_DURATION",
    `${option}: expected seconds or a text such as "90s", "5m" or "2h", got ${JSON.stringify(duration) ?? "nothing"}`,
    { hint: "a number is seconds; the units are ms, s, m, h and d" },
  );
}

/**
 * A {@link Duration} in milliseconds, rounded to whole ones.
 *
 * @param option what the duration is of, for the message
 * @throws DialectError `BAD_DURATION` as {@link toSeconds} does
 *
 * @example
 * ```ts example
 * import { toMilliseconds } from "@alpha-engine/dialect";
 *
 * console.log(toMilliseconds("250ms"), toMilliseconds(1.5));
 * ```
 * ```text output
 * 250 1500
 * ```
 */
export function toMilliseconds(duration: Duration, option?: string): number {
  return Math.round(toSeconds(duration, option) * 1000);
}

/** Of a text with a unit, or with none, which means seconds as on a command line; NaN for anything else. */
function secondsIn(text: string): number {
  const [, amount, unit = "s"] = /^(\d+(?:\.\d+)?|\.\d+)(ms|s|m|h|d)?$/.exec(text) ?? [];
  return Number(amount) * SECONDS_IN[unit as Unit];
}
