import { LATENCY, type Seconds } from "../../../cloud/timings.ts";
import type { VolumeBook } from "../volumes/volume-book.ts";
import type { Course, Instance } from "./instance.ts";
import type { Phase } from "./phase.ts";
import { buttonOf, type Power } from "./power-button.ts";
import type { Register } from "./register.ts";

export interface PowerOptions {
  readonly register: Register;
  readonly timings: Seconds;
  readonly volumes: VolumeBook;
  /** Called when an instance is running. */
  readonly running: (phase: Phase) => void;
}

export function createPower({ register, timings, volumes, running }: PowerOptions): Power {
  const { clock } = register;
  /** What dies on each instance: whoever switches it off again waits for that too. */
  const dying = new Map<Instance, Promise<void>>();

  const bootMachine = (phase: Phase): Promise<void> =>
    phase.run(async () => {
      const release = clock.hold();
      await phase.instance.machine.boot(buttonOf(phase, power, () => clock.now())).finally(release);
    });

  const boot: Power["boot"] = (phase) => {
    const booted = bootMachine(phase);
    phase.when(
      booted,
      () => {},
      ({ message }) => {
        void switchOff(phase.instance);
        fail(phase, whyNotBooted(message));
      },
    );
    // The machine may take longer than that in this world's time.
    const begin = (): void => {
      phase.announce({ state: "running" });
      running(phase);
    };
    phase.later(timings.boot, () => phase.when(booted, begin), LATENCY);
  };

  const end = (phase: Phase, last: "stopped" | "terminated", changes: Partial<Course> = {}): void => {
    if (last === "terminated") volumes.release(phase.instance.instanceId);
    phase.next(last, last === "terminated" ? { ...changes, terminatedAt: clock.now() } : changes);
  };

  const fail: Power["fail"] = (phase, stateReason) =>
    end(phase, "terminated", { stateReason, transitionReason: stateReason.code });

  const switchOff = (instance: Instance, agent = instance.agent): Promise<void> => {
    const release = clock.hold();
    const all = Promise.allSettled([dying.get(instance), agent?.die(), instance.machine.powerOff()]);
    const off = all.then(() => {
      release();
      if (dying.get(instance) === off) dying.delete(instance);
    });
    dying.set(instance, off);
    return off;
  };

  const off: Power["off"] = (phase, { last, ssm, now, finally: changes }) => {
    const { instance } = phase;
    const { agent, spot } = instance;
    const nobody = { agent: undefined, connectionLostAt: undefined, visible: true };
    const ending = phase.next(last === "stopped" ? "stopping" : "shutting-down", { ...now, ...nobody });
    if (ending === undefined) return;
    if (spot !== undefined) spot.visible = true;
    ending.when(switchOff(instance, agent), () => {
      register.lost(instance, ssm);
      ending.later(timings.shutdown, () => end(ending, last, changes), LATENCY);
    });
  };

  const power: Power = {
    boot,
    fail,
    off,
    reboot: async (phase) => {
      phase.instance.agent?.rebooting();
      await bootMachine(phase);
    },
    stop: async () => {
      register.close();
      await Promise.all([...register.all.values()].map((instance) => switchOff(instance)));
    },
  };
  return power;
}

function whyNotBooted(message: string): NonNullable<Course["stateReason"]> {
  const code = "Server.InternalError";
  return { code, message: `${code}: ${message}` };
}
