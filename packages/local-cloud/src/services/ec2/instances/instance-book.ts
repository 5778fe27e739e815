import type { Nodes } from "../../../cloud/nodes.ts";
import type { Machines } from "../../../cloud/offers.ts";
import { LATENCY } from "../../../cloud/timings.ts";
import type { StateReason } from "../capacity/state-reason.ts";
import type { LaunchSpec } from "../launch/launch-spec.ts";
import { hex } from "../requests/random-id.ts";
import type { VolumeBook } from "../volumes/volume-book.ts";
import { expectAgent } from "./agents.ts";
import { createConnections } from "./connections.ts";
import { type InstanceRecord, restoredInstance } from "./instance-record.ts";
import { instanceView, type Instance } from "./instance.ts";
import type { MachinePart } from "./machine-of.ts";
import { newInstance } from "./new-instance.ts";
import { nodesOf } from "./nodes.ts";
import type { Phase } from "./phase.ts";
import { createPower } from "./power.ts";
import { createReclaims } from "./reclaim.ts";
import { createRegister, type Register } from "./register.ts";
import { closeByFailure, closeByUser, gmt } from "./spot-request.ts";

/** All instances, and what is done to them. */
export interface InstanceBook {
  readonly all: ReadonlyMap<string, Instance>;
  /** `doom`: what ends them behind `pending`. */
  launch(spec: LaunchSpec, count: number, doom?: StateReason): readonly Instance[];
  terminate(instance: Instance): void;
  halt(instance: Instance): void;
  start(instance: Instance): void;
  reboot(instance: Instance): void;
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
export function createInstanceBook(part: MachinePart, volumes: VolumeBook): InstanceBook {
  const { clock, timings } = part;
  const register = createRegister(part);
  const connections = createConnections(register);
  const power = createPower({
    register,
    timings,
    volumes,
    running: (phase) => {
      const { reclaimIn: reclaim } = reclaims;
      expectAgent(phase, { part, register, connections, reclaim, reboot: power.reboot });
    },
  });
  const reclaims = createReclaims(register, power);
  restore(part, register, volumes);

  const endByUser = (instance: Instance, last: "stopped" | "terminated"): void => {
    const code = "Client.UserInitiatedShutdown";
    const now = {
      transitionReason: `User initiated (${gmt(clock.now())})`,
      stateReason: { code, message: `${code}: User initiated shutdown` },
    };
    if (last === "terminated") closeByUser(instance, clock.now());
    // A stopped one's agent is not there to say anything: InProgress until the total timeout (SSM user guide,
    // monitor-commands, 2026-11).
    power.off(register.phaseOf(instance), { last, ssm: last === "stopped" ? "silent" : "undeliverable", now });
  };

  /** It was accepted, is pending for as long as a boot takes, and then over (EC2 user guide, troubleshooting-launch, 2023-06). */
  const failLaunch = (phase: Phase, reason: StateReason): void => {
    const over = (): void => {
      closeByFailure(phase.instance, reason.code, clock.now());
      power.fail(phase, reason);
    };
    phase.later(timings.boot, over, LATENCY);
  };

  return {
    all: register.all,
    launch: (spec, count, doom) => {
      const reservationId = `r-${hex(17)}`;
      const launched = Array.from({ length: count }, (_, launchIndex) =>
        newInstance(spec, { reservationId, launchIndex }, part),
      );
      for (const instance of launched) {
        const phase = register.add(instance);
        volumes.create(spec.volumes, instance, spec.tags.get("volume"));
        appear(phase, part);
        phase.announce({});
        if (doom === undefined) power.boot(phase);
        else failLaunch(phase, doom);
      }
      return launched;
    },
    terminate: (instance) => {
      if (instance.state !== "shutting-down" && instance.state !== "terminated") endByUser(instance, "terminated");
    },
    halt: (instance) => {
      if (instance.state !== "stopping" && instance.state !== "stopped") endByUser(instance, "stopped");
    },
    start: (instance) => {
      if (instance.state !== "stopped") return;
      const phase = register.phaseOf(instance).next("pending", { stateReason: undefined, transitionReason: "" });
      if (phase !== undefined) power.boot(phase);
    },
    reboot: (instance) => {
      // What does not come up again has ended; its phase has written that.
      if (instance.state === "running") power.reboot(register.phaseOf(instance)).catch(() => {});
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
function appear(phase: Phase, { timings }: MachinePart): void {
  const { spot } = phase.instance;
  if (timings.visible <= 0) phase.write({ visible: true });
  else phase.later(timings.visible, () => phase.write({ visible: true }), LATENCY);
  if (spot === undefined) return;
  spot.visible = timings.spotRequestVisible <= 0;
  if (!spot.visible) phase.later(timings.spotRequestVisible, () => void (spot.visible = true), LATENCY);
}

function restore(part: MachinePart, register: Register, volumes: VolumeBook): void {
  for (const record of part.journal.read<InstanceRecord>("instance").values()) {
    const instance = restoredInstance(record, part);
    register.add(instance);
    if (instance.state === "terminated") volumes.release(instance.instanceId);
    register.keep(instance);
  }
}
