/**
 * - `succeeded`, `failed`: the script ended by itself; its exit code is known.
 * - `timed-out`: it was killed at its execution timeout, or never delivered in time.
 * - `cancelled`: somebody cancelled the command.
 * - `never-ran`: SSM refused or could not deliver it, and the instance lives.
 * - `instance-lost`: the instance went away under it.
 * - `unknown`: nobody could say until the deadline. It may have run: do not run it again blindly.
 */
export type Outcome = "succeeded" | "failed" | "timed-out" | "cancelled" | "never-ran" | "instance-lost" | "unknown";

/** What GetCommandInvocation says, reduced to what decides. */
export interface Invocation {
  readonly status: string;
  readonly statusDetails: string;
  /** −1: not started, or never received. */
  readonly responseCode: number;
  /** Seconds the script ran, where SSM says. */
  readonly elapsed: number | undefined;
}

export interface Verdict {
  readonly outcome: Outcome;
  readonly exitCode: number;
}

const IN_FLIGHT = new Set(["Pending", "InProgress", "Delayed", "Cancelling"]);
/** EX_UNAVAILABLE: it never ran, or the instance is gone, or nobody knows. */
const UNAVAILABLE = 69;
const TIMED_OUT = 124;
const CANCELLED = 130;

/** Undefined while the command is under way. `Cancelling` is under way: the script may still run. */
export function verdictOf(invocation: Invocation, executionTimeout: number): Verdict | undefined {
  const { status, statusDetails, responseCode, elapsed } = invocation;
  if (IN_FLIGHT.has(status)) return undefined;
  if (status === "Success") return { outcome: "succeeded", exitCode: 0 };
  if (status === "Cancelled") return { outcome: "cancelled", exitCode: CANCELLED };
  if (status === "TimedOut") {
    // The agent reports every 137 as a time-out, an out-of-memory kill included (agent source, GetStatus): the time tells.
    const ranToTheEnd = elapsed === undefined || elapsed >= executionTimeout * 0.95;
    const killedItself = statusDetails === "ExecutionTimedOut" && responseCode === 137 && !ranToTheEnd;
    return killedItself ? { outcome: "failed", exitCode: 137 } : { outcome: "timed-out", exitCode: TIMED_OUT };
  }
  if (status === "Failed" && responseCode > 0) return { outcome: "failed", exitCode: responseCode };
  if (status === "Failed" && statusDetails === "Failed") return { outcome: "failed", exitCode: 1 };
  return { outcome: statusDetails === "Undeliverable" ? "unknown" : "never-ran", exitCode: UNAVAILABLE };
}

export const LOST: Verdict = { outcome: "instance-lost", exitCode: UNAVAILABLE };
export const UNKNOWN: Verdict = { outcome: "unknown", exitCode: UNAVAILABLE };
export const NEVER_RAN: Verdict = { outcome: "never-ran", exitCode: UNAVAILABLE };
