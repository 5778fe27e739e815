import type { Clock } from "@alpha-engine/asl";

import type { Bus } from "../../../cloud/bus.ts";
import type { Journal } from "../../../cloud/kept/journal.ts";
import type { LostNode, NodeListener } from "../../../cloud/nodes.ts";
import { instanceRecord } from "./instance-record.ts";
import { instanceView, type Instance } from "./instance.ts";
import { enterPhase, type Phase } from "./phase.ts";

/** All instances there ever were, the phase that each is in, and who is told what becomes of them. */
export interface Register {
  readonly clock: Clock;
  readonly all: ReadonlyMap<string, Instance>;
  /** A new instance, in its first phase. */
  readonly add: (instance: Instance) => Phase;
  /** The phase it is in now: for what is asked from outside. What goes on later keeps the one that it was begun in. */
  readonly phaseOf: (instance: Instance) => Phase;
  /** Something about it has changed that is to be there again after a restart. */
  readonly keep: (instance: Instance) => void;
  readonly listen: (listener: NodeListener) => void;
  readonly online: (instance: Instance) => void;
  readonly lost: (instance: Instance, end: LostNode) => void;
  /** Ends every phase; no other begins. */
  readonly close: () => void;
}

export interface RegisterOptions {
  readonly clock: Clock;
  readonly bus: Bus;
  readonly journal: Journal;
}

export function createRegister({ clock, bus, journal }: RegisterOptions): Register {
  const all = new Map<string, Instance>();
  const phases = new Map<Instance, { readonly phase: Phase; readonly close: () => void }>();
  const listeners: NodeListener[] = [];
  let open = true;
  const keep = (instance: Instance): void => journal.put("instance", instance.instanceId, instanceRecord(instance));
  const tell = (instance: Instance): void => {
    keep(instance);
    bus.emit({ type: "instance-state", at: clock.now(), instance: instanceView(instance) });
  };
  const entered = (phase: Phase, close: () => void): void => {
    phases.set(phase.instance, { phase, close });
  };
  const add: Register["add"] = (instance) => {
    if (!open) throw new Error("The local cloud has stopped: nothing is launched in it any more");
    all.set(instance.instanceId, instance);
    return enterPhase(instance, { clock, tell, entered });
  };
  return {
    clock,
    all,
    add,
    phaseOf: (instance) => phases.get(instance)?.phase ?? add(instance),
    keep,
    listen: (listener) => void listeners.push(listener),
    online: ({ instanceId }) => {
      for (const listener of listeners) listener.online(instanceId);
    },
    lost: ({ instanceId }, end) => {
      for (const listener of listeners) listener.lost(instanceId, end);
    },
    close: () => {
      open = false;
      for (const { close } of phases.values()) close();
    },
  };
}
