import { type Duration, toSeconds } from "@alpha-engine/dialect";

/** How pauses grow. */
export interface Pauses {
  /** The first pause. @default 0.2 */
  readonly first?: Duration | undefined;
  /** No pause is longer, jitter aside. @default 20, as the SDK's */
  readonly longest?: Duration | undefined;
}

/**
 * How many milliseconds to wait before asking again: doubled each time, jittered by half either way.
 *
 * @param retries how often it was asked again already, from 0
 *
 * @example
 * ```ts example
 * import { backOff } from "@alpha-engine/aws-calls";
 *
 * const withoutJitter = () => 0.5;
 * console.log([0, 1, 2, 9].map((retries) => backOff(retries, { first: 0.5, longest: "8s" }, withoutJitter)));
 * ```
 * ```text output
 * [ 500, 1000, 2000, 8000 ]
 * ```
 */
export function backOff(
  retries: number,
  { first = 0.2, longest = 20 }: Pauses = {},
  random: () => number = Math.random,
): number {
  const pause = Math.min(toSeconds(longest, "longest"), toSeconds(first, "first") * 2 ** retries);
  return pause * 1000 * (0.5 + random());
}
