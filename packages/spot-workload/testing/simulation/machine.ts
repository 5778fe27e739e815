import type { SimulatedClock } from "./clock.ts";

export type Death = "given-back" | "reclaimed" | "host-failure" | "unexplained" | "watchdog" | "reaped";

/** One instance of the simulated EC2, as far as an API can see it. */
export interface Machine {
  readonly id: string;
  readonly attempt: number;
  readonly instanceType: string;
  readonly subnetId: string;
  readonly market: "spot" | "on-demand";
  readonly token: string;
  readonly fingerprint: string;
  readonly tags: readonly { Key: string; Value: string }[];
  readonly launchedAt: number;
  readonly visibleAt: number;
  readonly runningAt: number;
  /** Undefined: its agent never comes. */
  readonly onlineAt: number | undefined;
  spotCode: string;
  markedAt: number | undefined;
  death: Death | undefined;
  diedAt: number | undefined;
  /** When the state reason is to be seen; undefined: never. */
  reasonAt: number | undefined;
  reason: string | undefined;
  transition: string;
  /** What its agent may still say when it is shut down. */
  lastGasp: (() => void) | undefined;
}

const DYING_MS = 30_000;

export function stateOf({ diedAt, runningAt }: Machine, now: number): string {
  if (diedAt !== undefined && now >= diedAt) return now >= diedAt + DYING_MS ? "terminated" : "shutting-down";
  return now >= runningAt ? "running" : "pending";
}

export function isAlive(machine: Machine): boolean {
  return machine.death === undefined;
}

/** It ends now. What EC2 says of it depends on who did it. */
export function end(
  machine: Machine,
  death: Death,
  clock: SimulatedClock,
  reason: "prompt" | "late" | "missing",
): void {
  if (machine.death !== undefined) return;
  if (death === "reclaimed") machine.lastGasp?.();
  const now = clock.now();
  machine.death = death;
  machine.diedAt = now;
  machine.reason = REASONS[death];
  machine.reasonAt = reason === "missing" ? undefined : now + (reason === "late" ? DYING_MS : 0);
  machine.transition = TRANSITIONS[death];
  if (
    machine.spotCode === "fulfilled" &&
    death !== "host-failure" &&
    death !== "unexplained" &&
    death !== "reclaimed"
  ) {
    machine.spotCode = "instance-terminated-by-user";
  }
}

/** AWS's order: the spot request says it two minutes ahead of the instance. */
export function reclaim(
  machine: Machine,
  noticeMs: number,
  reason: "prompt" | "late" | "missing",
  clock: SimulatedClock,
): void {
  if (machine.death !== undefined || machine.markedAt !== undefined || machine.market !== "spot") return;
  machine.markedAt = clock.now();
  machine.spotCode = "instance-terminated-no-capacity";
  clock.at(clock.now() + noticeMs, () => end(machine, "reclaimed", clock, reason));
}

const REASONS: Readonly<Record<Death, string | undefined>> = {
  "given-back": "Client.UserInitiatedShutdown",
  reaped: "Client.UserInitiatedShutdown",
  reclaimed: "Server.SpotInstanceTermination",
  "host-failure": "Server.InternalError",
  unexplained: undefined,
  watchdog: "Client.InstanceInitiatedShutdown",
};

const TRANSITIONS: Readonly<Record<Death, string>> = {
  "given-back": "User initiated (2026-01-31 03:10:11 GMT)",
  reaped: "User initiated (2026-01-31 03:10:11 GMT)",
  reclaimed: "Service initiated (2026-01-31 03:10:11 GMT)",
  "host-failure": "Server.InternalError",
  unexplained: "",
  watchdog: "User initiated (2026-01-31 03:10:11 GMT)",
};
