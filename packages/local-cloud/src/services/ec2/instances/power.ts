import type { Seconds } from "../../../cloud/timings.ts";
import type { VolumeBook } from "../volumes/volume-book.ts";
import type { Instance } from "./instance.ts";
import { buttonOf, type Power } from "./power-button.ts";
import type { Register } from "./register.ts";

export interface PowerOptions {
  readonly register: Register;
  readonly timings: Seconds;
  readonly volumes: VolumeBook;
  /** Called when an instance is running. */
  readonly running: (instance: Instance) => void;
}

export function createPower({ register, timings, volumes, running }: PowerOptions): Power {
  const { clock, become, later } = register;
  const endings = new Set<Promise<void>>();
  let stopped = false;

  const boot: Power["boot"] = (instance) => {
    const release = clock.hold();
    const booted = instance.machine.boot(buttonOf(instance, register, power)).finally(release);
    booted.catch((error: unknown) => failBoot(instance, error as Error));
    // The machine may take longer than that in this world's time.
    later(instance, timings.boot, () => {
      void booted.then(
        () => {
          if (instance.state !== "pending") return;
          become(instance, "running");
          running(instance);
        },
        () => {},
      );
    });
  };

  const failBoot = (instance: Instance, { message }: Error): void => {
    if (instance.state !== "pending") return;
    instance.stateReason = { code: "Server.InternalError", message: `Server.InternalError: ${message}` };
    instance.transitionReason = "Server.InternalError";
    ended(instance, "terminated");
  };

  const ended: Power["ended"] = (instance, state) => {
    if (state === "terminated") {
      instance.terminatedAt = clock.now();
      volumes.release(instance.instanceId);
    }
    become(instance, state);
  };

  const off: Power["off"] = (instance, { via, ssm, after }) => {
    const { agent } = instance;
    instance.agent = undefined;
    instance.connectionLostAt = undefined;
    instance.visible = true;
    if (instance.spot !== undefined) instance.spot.visible = true;
    become(instance, via);
    register.cancelTimers(instance);
    const release = clock.hold();
    const ending = Promise.all([agent?.die(), instance.machine.powerOff()]).then(() => {
      if (stopped) return;
      register.lost(instance, ssm);
      later(instance, timings.shutdown, after);
    });
    const over = ending.finally(() => {
      release();
      endings.delete(over);
    });
    endings.add(over);
  };

  const reboot: Power["reboot"] = async (instance) => {
    instance.agent?.rebooting();
    await instance.machine.powerOff();
    if (instance.state === "running") await instance.machine.boot(buttonOf(instance, register, power));
  };

  const power: Power = {
    boot,
    off,
    reboot,
    ended,
    stop: async () => {
      stopped = true;
      const all = [...register.all.values()];
      all.forEach(register.cancelTimers);
      const agents = all.map(({ agent }) => agent?.die());
      await Promise.all([...endings, ...agents, ...all.map(({ machine }) => machine.powerOff())]);
    },
  };
  return power;
}
