import type { Events } from "../../../cloud/bus.ts";
import type { AgentFault } from "../../../cloud/faults.ts";
import type { ReclaimOptions, Timings } from "../../../cloud/options.ts";
import type { InstanceState } from "../../../cloud/views.ts";
import type { Agent } from "../../../machine/agent/agent.ts";
import type { PowerRequest } from "../../../machine/sandbox/power-button.ts";
import type { LaunchSpec } from "../launch/launch-spec.ts";
import type { VolumeBook } from "../volumes/volume-book.ts";
import { createConnections } from "./connections.ts";
import { instanceView, type Instance } from "./instance.ts";
import { type MachineOptions, startMachine, stopMachine } from "./machine.ts";
import { hex, newInstance, type NewInstanceOptions } from "./new-instance.ts";
import { createReclaims } from "./reclaim.ts";
import { closeByUser, gmt } from "./spot-request.ts";

export interface FleetOptions extends MachineOptions, NewInstanceOptions {
  readonly events: Events;
  readonly timings: Timings;
  readonly volumes: VolumeBook;
  /** Called whenever something about an instance has changed. */
  changed(instance: Instance): void;
  fault(instance: Instance): AgentFault | undefined;
  createAgent(instance: Instance): Agent;
  readonly online: (instanceId: string) => void;
  lost(instanceId: string, shape: "undeliverable" | "silent"): void;
}

export interface Fleet {
  readonly instances: ReadonlyMap<string, Instance>;
  launch(spec: LaunchSpec, count: number): readonly Instance[];
  terminate(instance: Instance): void;
  halt(instance: Instance): void;
  start(instance: Instance): void;
  reboot(instance: Instance): Promise<void>;
  reclaim(instanceId: string, options?: ReclaimOptions): void;
  /** Its agent cannot be reached any more, although its machine runs; without `seconds` for good. */
  disconnect(instanceId: string, seconds?: number): void;
  reconnect(instanceId: string): void;
  /** Something about an instance was changed from outside. */
  changed(instance: Instance): void;
  /** Takes in an instance of an earlier cloud, which has ended. */
  restore(instance: Instance): void;
  /** Kills everything at once; nothing is scheduled any more. */
  stop(): Promise<void>;
}

/** The machines and what becomes of them. */
export function createFleet(options: FleetOptions): Fleet {
  const { clock, events, timings } = options;
  const instances = new Map<string, Instance>();
  const endings = new Set<Promise<void>>();
  let stopped = false;

  const announce = (instance: Instance): void => {
    options.changed(instance);
    events.emit({ type: "instance-state", at: clock.now(), instance: instanceView(instance) });
  };

  const become = (instance: Instance, state: InstanceState): void => {
    instance.state = state;
    announce(instance);
  };

  const later = (instance: Instance, seconds: number, callback: () => void): (() => void) => {
    const cancel = clock.schedule(seconds * 1000, () => {
      instance.timers.delete(cancel);
      callback();
    });
    instance.timers.add(cancel);
    return cancel;
  };

  const { online } = options;
  const connections = createConnections({ clock, instances, later, announce, online });

  const boot = (instance: Instance): void => {
    const release = clock.hold();
    instance.booted = startMachine(instance, options, (request) => pressed(instance, request)).finally(release);
    instance.booted.catch((error: unknown) => failBoot(instance, error as Error));
    later(instance, timings.boot, () => {
      // The machine may take longer than that in this world's time.
      void instance.booted.then(
        () => {
          if (instance.state !== "pending") return;
          become(instance, "running");
          const fault = options.fault(instance);
          const seconds = fault?.onlineAfterSeconds ?? timings.agentOnline;
          if (seconds !== Infinity) later(instance, seconds, () => register(instance, fault));
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

  const register = (instance: Instance, fault: AgentFault | undefined): void => {
    if (instance.state !== "running") return;
    instance.agent = options.createAgent(instance);
    instance.registered = true;
    announce(instance);
    connections.plan(instance, fault);
    online(instance.instanceId);
  };

  const ended = (instance: Instance, state: "terminated" | "stopped"): void => {
    if (state === "terminated") {
      instance.terminatedAt = clock.now();
      options.volumes.release(instance.instanceId);
    }
    become(instance, state);
  };

  /** Everything in it dies now; the clock is held until it has. */
  const powerOff = (
    instance: Instance,
    state: "shutting-down" | "stopping",
    shape: "undeliverable" | "silent",
    after: () => void,
  ): void => {
    const { agent } = instance;
    instance.agent = undefined;
    instance.connectionLostAt = undefined;
    instance.visible = true;
    if (instance.spot !== undefined) instance.spot.visible = true;
    become(instance, state);
    for (const cancel of instance.timers) cancel();
    instance.timers.clear();
    const release = clock.hold();
    const ending = Promise.all([agent?.die(), stopMachine(instance)]).then(() => {
      if (!stopped) {
        options.lost(instance.instanceId, shape);
        later(instance, timings.shutdown, after);
      }
    });
    const settled = ending.finally(() => {
      release();
      endings.delete(settled);
    });
    endings.add(settled);
  };

  /** `shutdown` within the instance; what it does to a one-time spot instance told to stop is not documented: terminate. */
  const pressed = (instance: Instance, request: PowerRequest): void => {
    instance.pendingShutdown?.();
    instance.pendingShutdown = undefined;
    if (request.kind === "cancel" || instance.state !== "running") return;
    const act = (): void => {
      if (instance.state !== "running") return;
      if (request.kind === "reboot") reboot(instance).catch(() => shutDown(instance));
      else shutDown(instance);
    };
    if (request.delaySeconds === 0) act();
    else instance.pendingShutdown = later(instance, request.delaySeconds, act);
  };

  const shutDown = (instance: Instance): void => {
    const code = "Client.InstanceInitiatedShutdown";
    instance.stateReason = { code, message: `${code}: Instance initiated shutdown` };
    instance.transitionReason = "";
    const stays = instance.spot === undefined && instance.shutdownBehavior === "stop";
    closeByUser(instance, clock.now());
    if (stays) powerOff(instance, "stopping", "silent", () => ended(instance, "stopped"));
    else powerOff(instance, "shutting-down", "undeliverable", () => ended(instance, "terminated"));
  };

  const reboot = async (instance: Instance): Promise<void> => {
    instance.agent?.rebooting();
    await stopMachine(instance);
    if (instance.state !== "running") return;
    instance.booted = startMachine(instance, options, (request) => pressed(instance, request));
    await instance.booted;
  };

  /** Eventually consistent, as EC2 says it is ("Eventual consistency in the EC2 API", 2026-11; facts C7). */
  const appear = (instance: Instance): void => {
    const { spot } = instance;
    const show = (seconds: number, what: { visible: boolean }): void => {
      what.visible = seconds <= 0;
      if (!what.visible) later(instance, seconds, () => void (what.visible = true));
    };
    show(timings.visible, instance);
    if (spot !== undefined) show(timings.spotRequestVisible, spot);
  };

  const reclaims = createReclaims({ clock, instances, later, announce, powerOff, ended });

  const userInitiated = (instance: Instance): void => {
    instance.transitionReason = `User initiated (${gmt(clock.now())})`;
    const code = "Client.UserInitiatedShutdown";
    instance.stateReason = { code, message: `${code}: User initiated shutdown` };
  };

  return {
    instances,
    launch: (spec, count) => {
      const reservationId = `r-${hex(17)}`;
      const launched = Array.from({ length: count }, (_, index) => newInstance(spec, reservationId, index, options));
      for (const instance of launched) {
        instances.set(instance.instanceId, instance);
        options.volumes.create(spec.volumes, instance, spec.tags.get("volume"));
        appear(instance);
        become(instance, "pending");
        boot(instance);
      }
      return launched;
    },
    terminate: (instance) => {
      if (instance.state === "shutting-down" || instance.state === "terminated") return;
      userInitiated(instance);
      closeByUser(instance, clock.now());
      powerOff(instance, "shutting-down", "undeliverable", () => ended(instance, "terminated"));
    },
    halt: (instance) => {
      if (instance.state === "stopping" || instance.state === "stopped") return;
      userInitiated(instance);
      // The agent is not there to say anything: InProgress until the total timeout (ssm-ug monitor-commands).
      powerOff(instance, "stopping", "silent", () => ended(instance, "stopped"));
    },
    start: (instance) => {
      if (instance.state !== "stopped") return;
      instance.stateReason = undefined;
      instance.transitionReason = "";
      become(instance, "pending");
      boot(instance);
    },
    reboot,
    disconnect: (instanceId, seconds) => connections.disconnect(instanceId, seconds),
    reconnect: (instanceId) => connections.reconnect(instanceId),
    changed: (instance) => options.changed(instance),
    restore: (instance) => {
      instances.set(instance.instanceId, instance);
      if (instance.state === "terminated") options.volumes.release(instance.instanceId);
      options.changed(instance);
    },
    reclaim: (instanceId, how) => reclaims.reclaim(instanceId, how),
    stop: async () => {
      stopped = true;
      for (const instance of instances.values()) {
        for (const cancel of instance.timers) cancel();
        instance.timers.clear();
      }
      const all = [...instances.values()];
      await Promise.all([...endings, ...all.map(({ agent }) => agent?.die()), ...all.map(stopMachine)]);
    },
  };
}
