import type { Budget } from "../budget/plan-budget.ts";
import type { RemoteScript } from "./spec.ts";

/** The first script arms a shutdown behind the sum of all budgets: the instance ends even when nobody comes to give it back. */
export function withWatchdog(
  scripts: readonly RemoteScript[],
  { watchdog, boot }: Pick<Budget, "watchdog" | "boot">,
): readonly RemoteScript[] {
  const [first, ...rest] = scripts;
  if (first === undefined) return scripts;
  // From now, when booting is over; so it never fires later than the watchdog that counts from the launch.
  const arm = `systemd-run --unit=alpha-engine-watchdog --on-active=${watchdog - boot} /sbin/shutdown -h now`;
  return [{ ...first, lines: [arm, ...first.lines] }, ...rest];
}
