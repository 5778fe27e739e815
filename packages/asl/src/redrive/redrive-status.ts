import { MOST_EVENTS } from "../advance/steps.ts";
import type { Execution } from "../execution/execution.ts";

/** Whether an execution can be redriven, in the words of DescribeExecution. [doc: redriving executions] */
export type RedriveStatus =
  | { readonly status: "REDRIVABLE" }
  | { readonly status: "NOT_REDRIVABLE"; readonly reason: string };

const DAY = 86_400_000;
/** For so long after its end an execution can be redriven; its whole life is a year. [doc: redriving executions] */
const REDRIVABLE_PERIOD = 14 * DAY;
const LONGEST_LIFE = 365 * DAY;

/**
 * Whether AWS would redrive an execution now, and why not.
 *
 * @param at Now, in milliseconds since the epoch.
 *
 * @example
 * ```ts example
 * import { parse, redriveStatus, start } from "@alpha-engine/asl";
 *
 * const parsed = parse({ StartAt: "Done", States: { Done: { Type: "Succeed" } } });
 * if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
 *
 * const [execution] = start(parsed.machine, {}, { at: 0 });
 * console.log(redriveStatus(execution, 1000));
 * ```
 * ```text output
 * {
 *   status: 'NOT_REDRIVABLE',
 *   reason: 'Execution is SUCCEEDED and cannot be redriven'
 * }
 * ```
 */
export function redriveStatus(execution: Execution, at: number): RedriveStatus {
  const reason = refusal(execution, at);
  return reason === undefined ? { status: "REDRIVABLE" } : { status: "NOT_REDRIVABLE", reason };
}

function refusal(
  { status, machineType, lastEventId, startedAt, stoppedAt }: Execution,
  at: number,
): string | undefined {
  if (machineType === "EXPRESS") return "Express executions cannot be redriven";
  if (status === "RUNNING" || status === "SUCCEEDED") return `Execution is ${status} and cannot be redriven`;
  if (lastEventId >= MOST_EVENTS - 1) return "Execution history event limit exceeded";
  if (at - (stoppedAt ?? startedAt) > REDRIVABLE_PERIOD || at - startedAt > LONGEST_LIFE)
    return "Execution redrivable period exceeded";
  return undefined;
}
