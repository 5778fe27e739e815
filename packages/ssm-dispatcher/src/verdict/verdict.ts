import { EXIT_CODES } from "@alpha-engine/dialect";

/**
 * - `succeeded`, `failed`: the script ended by itself, or by a signal; its exit code is known.
 * - `timed-out`: it was killed at its execution timeout (124), or SSM gave up delivering it (69: it may have run).
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
  /** −1: not started, never received, or killed by a signal. */
  readonly responseCode: number;
  /** Seconds the script ran, where SSM says. */
  readonly elapsed: number | undefined;
  /** The number of the signal that killed the script, where the agent says. */
  readonly signal: number | undefined;
  /** When it began, where SSM says. */
  readonly startedAt: string | undefined;
}

export interface Verdict {
  readonly outcome: Outcome;
  readonly exitCode: number;
}

const IN_FLIGHT = new Set(["Pending", "InProgress", "Delayed", "Cancelling"]);
/** The details of a failure before anything was started (user guide, monitor-commands). */
const NOT_STARTED = new Set(["Terminated", "InvalidPlatform", "AccessDenied"]);

export const LOST: Verdict = { outcome: "instance-lost", exitCode: EXIT_CODES.lost };
export const UNKNOWN: Verdict = { outcome: "unknown", exitCode: EXIT_CODES.lost };
export const NEVER_RAN: Verdict = { outcome: "never-ran", exitCode: EXIT_CODES.lost };
export const CANCELLED: Verdict = { outcome: "cancelled", exitCode: EXIT_CODES.interrupted };
const TIMED_OUT: Verdict = { outcome: "timed-out", exitCode: EXIT_CODES.timedOut };
const NOT_DELIVERED: Verdict = { outcome: "timed-out", exitCode: EXIT_CODES.lost };

export function isUnderWay(status: string): boolean {
  return IN_FLIGHT.has(status);
}

/** Undefined while the command is under way. `Cancelling` is under way: the script may still run. */
export function verdictOf(invocation: Invocation, executionTimeout: number): Verdict | undefined {
  const { status, statusDetails, responseCode, elapsed, signal } = invocation;
  if (isUnderWay(status)) return undefined;
  if (status === "Success") return { outcome: "succeeded", exitCode: EXIT_CODES.ok };
  if (status === "Cancelled") return CANCELLED;
  if (status === "TimedOut") {
    // Also of a script that runs, when no word of its end came within both timeouts (user guide, monitor-commands).
    if (statusDetails === "DeliveryTimedOut") return NOT_DELIVERED;
    // The agent reports every 137 as a time-out, an out-of-memory kill included (agent source, GetStatus): the time tells.
    const killedItself = responseCode === 137 && elapsed !== undefined && elapsed < executionTimeout * 0.95;
    return killedItself ? { outcome: "failed", exitCode: 137 } : TIMED_OUT;
  }
  if (status === "Failed" && responseCode > 0) return { outcome: "failed", exitCode: responseCode };
  if (status === "Failed" && signal !== undefined) return { outcome: "failed", exitCode: 128 + signal };
  // Undeliverable is no proof that nothing ran: a command so reported was seen executing (incident 2026-09-09).
  return status === "Failed" && NOT_STARTED.has(statusDetails) ? NEVER_RAN : UNKNOWN;
}

/**
 * Whether the script ever began. `unknown` without proof of it: SSM has called a command undeliverable, and shown no
 * start, that was running all the while (incident 2026-09-09).
 */
export type Started = "yes" | "no" | "unknown";

export function startedOf({ outcome }: Verdict, invocation: Invocation | undefined): Started {
  if (outcome === "never-ran") return "no";
  if (outcome === "succeeded" || outcome === "failed") return "yes";
  if (invocation === undefined) return "unknown";
  const { startedAt, responseCode, statusDetails } = invocation;
  return startedAt !== undefined || responseCode >= 0 || statusDetails === "ExecutionTimedOut" ? "yes" : "unknown";
}

/** Whether it is not known that the script came to an end of its own, so that the instance must be looked at. */
export function isUncertain({ outcome, exitCode }: Verdict): boolean {
  return exitCode === EXIT_CODES.lost && outcome !== "failed";
}
