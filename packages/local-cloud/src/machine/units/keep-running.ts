import type { Clock } from "@alpha-engine/asl";

import type { Scope } from "../../cloud/scope.ts";
import type { ServiceEnd, ServiceRunner, ServiceWords } from "./service-runner.ts";
import type { ServiceFile } from "./unit-file.ts";
import type { Unit } from "./unit.ts";

export interface Keeper {
  readonly clock: Clock;
  readonly scope: Scope;
  readonly units: Map<string, Unit>;
  readonly services: ServiceRunner;
}

/** So many starts within so many seconds are enough (DefaultStartLimitBurst of systemd 252). */
const BURST = 5;
const BURST_MS = 10_000;

/** Runs a service, again as often as it says; the answer is its last end. */
export async function keepRunning(
  { clock, scope, units, services }: Keeper,
  { name, service, words }: { readonly name: string; readonly service: ServiceFile; readonly words: ServiceWords },
): Promise<ServiceEnd> {
  let apart: readonly number[] = [];
  for (;;) {
    // How long a program takes is this machine's to say, also where the clock is faster.
    const began = performance.now();
    const end = await scope.run(() => services.run(name, words));
    if (end.code === 0 && !end.asked && service.remains) {
      const stop = async (): Promise<void> => void units.delete(name);
      units.set(name, { name, description: words.argv.join(" "), since: clock.now(), state: "exited", stop });
    }
    if (end.asked || !restarts(service.restart, end.code)) return end;
    apart = [...apart, performance.now() - began + service.restartSeconds * 1000].slice(-BURST);
    if (apart.length === BURST && sum(apart.slice(1)) < BURST_MS) return end;
    if (!(await pause({ clock, scope, units }, name, service.restartSeconds))) return { ...end, asked: true };
  }
}

/** Between two starts it can be stopped as well: false then. */
async function pause(
  { clock, scope, units }: Omit<Keeper, "services">,
  name: string,
  seconds: number,
): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const cancel = scope.later(seconds, () => resolve(true));
  const stop = async (): Promise<void> => {
    cancel();
    units.delete(name);
    resolve(false);
  };
  units.set(name, { name, description: name, since: clock.now(), state: "waiting", stop });
  return await promise;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

function restarts(restart: string, code: number): boolean {
  if (restart === "always") return true;
  if (restart === "on-success") return code === 0;
  if (restart === "on-abnormal") return code > 128;
  return restart === "on-failure" && code !== 0;
}
