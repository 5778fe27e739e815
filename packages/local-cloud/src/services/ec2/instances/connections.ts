import { toSeconds } from "@alpha-engine/dialect";

import type { AgentFault } from "../../../cloud/faults.ts";
import { LocalCloudError } from "../../../errors.ts";
import type { Instance } from "./instance.ts";
import type { Register } from "./register.ts";

/** Whether the agents of running machines can be reached. */
export interface Connections {
  disconnect(instanceId: string, seconds?: number): void;
  reconnect(instanceId: string): void;
  /** Has an agent that has just come online lose its connection when the fault says so. */
  plan(instance: Instance, fault: AgentFault | undefined): void;
}

export function createConnections(register: Register): Connections {
  const { clock, later, announce } = register;
  const find = (instanceId: string): Instance => {
    const instance = register.all.get(instanceId);
    if (instance?.agent !== undefined) return instance;
    throw new LocalCloudError(
      "LOCAL_CLOUD_NO_SUCH_INSTANCE",
      `Instance ${instanceId} has no agent whose connection could change: it ${instance === undefined ? "is not here" : `is ${instance.state}`}`,
      { hint: "wait until it is online" },
    );
  };
  const restore = (instance: Instance): void => {
    if (instance.connectionLostAt === undefined || instance.agent === undefined) return;
    instance.connectionLostAt = undefined;
    announce(instance);
    instance.agent.connect(true);
    register.online(instance);
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
      for (const { after, lasts } of fault?.losses ?? []) {
        const seconds = lasts === undefined ? undefined : toSeconds(lasts, "lasts");
        later(instance, toSeconds(after, "after"), () => lose(instance, seconds));
      }
    },
  };
}
