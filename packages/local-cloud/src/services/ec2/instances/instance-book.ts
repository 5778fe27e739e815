import type { Nodes } from "../../../cloud/nodes.ts";
import type { Machines } from "../../../cloud/offers.ts";
import type { Part } from "../../../cloud/part.ts";
import type { LaunchSpec } from "../launch/launch-spec.ts";
import { hex } from "../requests/random-id.ts";
import type { VolumeBook } from "../volumes/volume-book.ts";
import { expectAgent } from "./agents.ts";
import { createConnections } from "./connections.ts";
import { type InstanceRecord, restoredInstance } from "./instance-record.ts";
import { instanceView, type Instance } from "./instance.ts";
import { newInstance } from "./new-instance.ts";
import { nodesOf } from "./nodes.ts";
import { createPower } from "./power.ts";
import { createReclaims } from "./reclaim.ts";
import { createRegister, type Register } from "./register.ts";
import { closeByUser, gmt } from "./spot-request.ts";

/** All instances, and what is done to them. */
export interface InstanceBook {
  readonly all: ReadonlyMap<string, Instance>;
  launch(spec: LaunchSpec, count: number): readonly Instance[];
  terminate(instance: Instance): void;
  halt(instance: Instance): void;
  start(instance: Instance): void;
  /** Something about an instance was changed from outside. */
  changed(instance: Instance): void;
  /** What SSM gets to know of them. */
  readonly nodes: Nodes;
  /** What is done to them from outside of EC2. */
  readonly machines: Machines;
  /** Kills everything at once; nothing is scheduled any more. */
  stop(): Promise<void>;
}

/** Begins with what an earlier cloud left here: its instances have ended. */
export function createInstanceBook(part: Part, volumes: VolumeBook): InstanceBook {
  const { clock, timings } = part;
  const register = createRegister(part);
  const connections = createConnections(register);
  const power = createPower({
    register,
    timings,
    volumes,
    running: (instance) => {
      const reclaim = (its: Instance, how: Parameters<typeof reclaims.reclaim>[1]): void =>
        reclaims.reclaim(its.instanceId, how);
      expectAgent(instance, { part, register, connections, reclaim, reboot: power.reboot });
    },
  });
  const reclaims = createReclaims(register, power);
  restore(part, register, volumes);

  const boot = (instance: Instance): void => {
    register.become(instance, "pending");
    power.boot(instance);
  };
  const endByUser = (instance: Instance, via: "shutting-down" | "stopping"): void => {
    instance.transitionReason = `User initiated (${gmt(clock.now())})`;
    const code = "Client.UserInitiatedShutdown";
    instance.stateReason = { code, message: `${code}: User initiated shutdown` };
    const state = via === "stopping" ? "stopped" : "terminated";
    if (state === "terminated") closeByUser(instance, clock.now());
    // A stopped one's agent is not there to say anything: InProgress until the total timeout (SSM user guide,
    // monitor-commands, 2026-11).
    const ssm = state === "stopped" ? "silent" : "undeliverable";
    power.off(instance, { via, ssm, after: () => power.ended(instance, state) });
  };

  return {
    all: register.all,
    launch: (spec, count) => {
      const reservationId = `r-${hex(17)}`;
      const launched = Array.from({ length: count }, (_, launchIndex) =>
        newInstance(spec, { reservationId, launchIndex }, part),
      );
      for (const instance of launched) {
        register.add(instance);
        volumes.create(spec.volumes, instance, spec.tags.get("volume"));
        appear(instance, part, register);
        boot(instance);
      }
      return launched;
    },
    terminate: (instance) => {
      if (instance.state !== "shutting-down" && instance.state !== "terminated") endByUser(instance, "shutting-down");
    },
    halt: (instance) => {
      if (instance.state !== "stopping" && instance.state !== "stopped") endByUser(instance, "stopping");
    },
    start: (instance) => {
      if (instance.state !== "stopped") return;
      instance.stateReason = undefined;
      instance.transitionReason = "";
      boot(instance);
    },
    changed: (instance) => register.keep(instance),
    nodes: nodesOf(register, timings.connectionLost),
    machines: {
      views: () => [...register.all.values()].map(instanceView),
      reclaim: (instanceId, how) => reclaims.reclaim(instanceId, how),
      disconnect: (instanceId, seconds) => connections.disconnect(instanceId, seconds),
      reconnect: (instanceId) => connections.reconnect(instanceId),
    },
    stop: () => power.stop(),
  };
}

/** Eventually consistent, as EC2 says it is ("Eventual consistency in the EC2 API", 2026-11). */
function appear(instance: Instance, { timings }: Part, { later }: Register): void {
  const { spot } = instance;
  const show = (seconds: number, what: { visible: boolean }): void => {
    what.visible = seconds <= 0;
    if (!what.visible) later(instance, seconds, () => void (what.visible = true));
  };
  show(timings.visible, instance);
  if (spot !== undefined) show(timings.spotRequestVisible, spot);
}

function restore(part: Part, register: Register, volumes: VolumeBook): void {
  for (const record of part.journal.read<InstanceRecord>("instance").values()) {
    const instance = restoredInstance(record, part);
    register.add(instance);
    if (instance.state === "terminated") volumes.release(instance.instanceId);
    register.keep(instance);
  }
}
