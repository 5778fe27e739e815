import type { Clock } from "@alpha-engine/asl";

import type { Scope } from "../../cloud/scope.ts";
import { nextAfter } from "./calendar.ts";
import type { TimerFile } from "./unit-file.ts";
import type { Unit } from "./unit.ts";

interface TimerPlace {
  readonly clock: Clock;
  readonly scope: Scope;
  readonly units: Map<string, Unit>;
  readonly bootedAt: number;
}

interface Timing {
  readonly name: string;
  readonly timer: TimerFile;
  readonly start: (unit: string) => Promise<boolean>;
}

/** Starts what a timer unit activates, whenever it elapses, until it is stopped. */
export function armTimer({ clock, scope, units, bootedAt }: TimerPlace, { name, timer, start }: Timing): void {
  const activates = timer.unit ?? name.replace(/timer$/, "service");
  const since = clock.now();
  let ran: number | undefined;
  let cancel = (): void => {};
  const stop = async (): Promise<void> => {
    cancel();
    units.delete(name);
  };
  const arm = (): void => {
    const at = nextOf(timer, { now: clock.now(), since, bootedAt, ran });
    const next = at === undefined ? {} : { elapsesAt: at };
    units.set(name, { name, description: name, since, ...next, state: "waiting", stop });
    if (at === undefined) return;
    cancel = scope.later(Math.max(0, at - clock.now()) / 1000, () => {
      ran = clock.now();
      if (!units.has(activates)) start(activates).catch(() => {});
      arm();
    });
  };
  arm();
}

interface Moments {
  readonly now: number;
  readonly since: number;
  readonly bootedAt: number;
  /** When it elapsed last. */
  readonly ran: number | undefined;
}

function nextOf(timer: TimerFile, { now, since, bootedAt, ran }: Moments): number | undefined {
  const { onBoot, onActive, onUnitActive, calendars } = timer;
  const times = [
    ran === undefined && onBoot !== undefined ? Math.max(now, bootedAt + onBoot * 1000) : undefined,
    ran === undefined && onActive !== undefined ? since + onActive * 1000 : undefined,
    ran !== undefined && onUnitActive !== undefined ? ran + onUnitActive * 1000 : undefined,
    ...calendars.map((calendar) => nextAfter(calendar, now)),
  ].filter((at) => at !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}
