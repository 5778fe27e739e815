import type { Clock } from "@alpha-engine/asl";

import type { Bus } from "../../../cloud/bus.ts";
import type { Journal } from "../../../cloud/kept/journal.ts";
import type { LostNode, NodeListener } from "../../../cloud/nodes.ts";
import type { InstanceState } from "../../../cloud/views.ts";
import { instanceRecord } from "./instance-record.ts";
import { instanceView, type Instance } from "./instance.ts";

/** All instances there ever were, and who is told what becomes of them. */
export interface Register {
  readonly clock: Clock;
  readonly all: ReadonlyMap<string, Instance>;
  readonly add: (instance: Instance) => void;
  /** Something about it has changed that is to be there again after a restart. */
  readonly keep: (instance: Instance) => void;
  /** The same, and whoever watches the cloud is told. */
  readonly announce: (instance: Instance) => void;
  readonly become: (instance: Instance, state: InstanceState) => void;
  /** Does something later, unless the instance is off by then. */
  readonly later: (instance: Instance, seconds: number, callback: () => void) => () => void;
  /** Forgets what was to be done later. */
  readonly cancelTimers: (instance: Instance) => void;
  /** Who is told what SSM has to know. */
  readonly listen: (listener: NodeListener) => void;
  readonly online: (instance: Instance) => void;
  readonly lost: (instance: Instance, end: LostNode) => void;
}

export interface RegisterOptions {
  readonly clock: Clock;
  readonly bus: Bus;
  readonly journal: Journal;
}

export function createRegister({ clock, bus, journal }: RegisterOptions): Register {
  const all = new Map<string, Instance>();
  const listeners: NodeListener[] = [];
  const keep = (instance: Instance): void => journal.put("instance", instance.instanceId, instanceRecord(instance));
  const announce = (instance: Instance): void => {
    keep(instance);
    bus.emit({ type: "instance-state", at: clock.now(), instance: instanceView(instance) });
  };
  return {
    clock,
    all,
    add: (instance) => void all.set(instance.instanceId, instance),
    keep,
    announce,
    become: (instance, state) => {
      instance.state = state;
      announce(instance);
    },
    later: (instance, seconds, callback) => {
      const cancel = clock.schedule(seconds * 1000, () => {
        instance.timers.delete(cancel);
        callback();
      });
      instance.timers.add(cancel);
      return cancel;
    },
    cancelTimers: ({ timers }) => {
      for (const cancel of timers) cancel();
      timers.clear();
    },
    listen: (listener) => void listeners.push(listener),
    online: ({ instanceId }) => {
      for (const listener of listeners) listener.online(instanceId);
    },
    lost: ({ instanceId }, end) => {
      for (const listener of listeners) listener.lost(instanceId, end);
    },
  };
}
