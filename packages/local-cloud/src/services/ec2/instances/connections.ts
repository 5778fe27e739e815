import type { Clock } from "@alpha-engine/asl";

import type { AgentFault } from "../../../cloud/faults.ts";
import { LocalCloudError } from "../../../errors.ts";
import type { Instance } from "./instance.ts";

export interface ConnectionOptions {
  readonly clock: Clock;
  readonly instances: ReadonlyMap<string, Instance>;
  readonly later: (instance: Instance, seconds: number, callback: () => void) => void;
  readonly announce: (instance: Instance) => void;
  readonly online: (instanceId: string) => void;
}

/** Whether the agents of running machines can be reached. */
export interface Connections {
  disconnect(instanceId: string, seconds?: number): void;
  reconnect(instanceId: string): void;
  /** Has an agent that has just come online lose its connection when the fault says so. */
  plan(instance: Instance, fault: AgentFault | undefined): void;
}

export function createConnections({ clock, instances, later, announce, online }: ConnectionOptions): Connections {
  const find = (instanceId: string): Instance => {
    const instance = instances.get(instanceId);
    if (instance?.agent !== undefined) return instance;
    throw new LocalCloudError(
      "LOCAL_CLOUD_NO_SUCH_INSTANCE",
      `Instance ${instanceId} has no agent whose connection could change: it ${instance === undefined ? "is not here" : `is ${instance.state}`}`,
      "wait until it is online",
    );
  };
  const restore = (instance: Instance): void => {
    if (instance.connectionLostAt === undefined || instance.agent === undefined) return;
    instance.connectionLostAt = undefined;
    announce(instance);
    instance.agent.connect(true);
    online(instance.instanceId);
  };
  const lose = (instance: Instance, seconds: number | undefined): void => {
    if (instance.agent === undefined) return;
    instance.connectionLostAt ??= clock.now();
    instance.agent.connect(false);
    announce(instance);
    if (seconds !== undefined) later(instance, seconds, () => restore(instance));
  };
  return {
    disconnect: (instanceId, seconds) => lose(find(instanceId), seconds),
    reconnect: (instanceId) => restore(find(instanceId)),
    plan: (instance, fault) => {
      for (const { afterSeconds, seconds } of fault?.losses ?? []) {
        later(instance, afterSeconds, () => lose(instance, seconds));
      }
    },
  };
}
