import type { Budget } from "./plan-budget.ts";

/** Undefined when a whole attempt still fits behind `elapsed` seconds; otherwise the arithmetic. */
export function whyNoMore(budget: Budget, elapsed: number): string | undefined {
  const { stepTimeout, backoff, attempt, margin } = budget;
  const needed = elapsed + backoff + attempt + margin;
  if (stepTimeout === undefined || needed <= stepTimeout) return undefined;
  return `${Math.round(elapsed)} s passed + back-off ${backoff} s + a whole attempt ${attempt} s + margin ${margin} s = ${Math.round(needed)} s, and the step ends at ${stepTimeout} s`;
}
