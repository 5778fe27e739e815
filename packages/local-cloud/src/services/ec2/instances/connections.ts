import { toSeconds } from "@alpha-engine/dialect";

import type { AgentFault } from "../../../cloud/faults.ts";
import { LocalCloudError } from "../../../errors.ts";
import type { Phase } from "./phase.ts";
import type { Register } from "./register.ts";

/** Whether the agents of running machines can be reached. */
export interface Connections {
  disconnect(instanceId: string, seconds?: number): void;
  reconnect(instanceId: string): void;
  /** Cuts the connection of the agent that came online in that phase. */
  lose(phase: Phase, seconds: number | undefined): void;
  /** Has an agent that has just come online lose its connection when the fault says so. */
  plan(phase: Phase, fault: AgentFault | undefined): void;
}

export function createConnections(register: Register): Connections {
  const { clock } = register;
  const find = (instanceId: string): Phase => {
    const instance = register.all.get(instanceId);
    if (instance?.agent !== undefined) return register.phaseOf(instance);
    throw new LocalCloudError(
      "LOCAL_CLOUD_NO_SUCH_INSTANCE",
      `Instance ${instanceId} has no agent whose connection could change: it ${instance === undefined ? "is not here" : `is ${instance.state}`}`,
      { hint: "wait until it is online" },
    );
  };
  const restore = (phase: Phase): void => {
    const { agent, connectionLostAt } = phase.instance;
    if (connectionLostAt === undefined || agent === undefined) return;
    phase.announce({ connectionLostAt: undefined });
    agent.connect(true);
    register.online(phase.instance);
  };
  const lose = (phase: Phase, seconds: number | undefined): void => {
    const { agent, connectionLostAt } = phase.instance;
    if (agent === undefined) return;
    agent.connect(false);
    phase.announce({ connectionLostAt: connectionLostAt ?? clock.now() });
    if (seconds !== undefined) phase.later(seconds, () => restore(phase));
  };
  return {
    lose,
    disconnect: (instanceId, seconds) => lose(find(instanceId), seconds),
    reconnect: (instanceId) => restore(find(instanceId)),
    plan: (phase, fault) => {
      for (const { after, lasts } of fault?.losses ?? []) {
        const seconds = lasts === undefined ? undefined : toSeconds(lasts, "lasts");
        phase.later(toSeconds(after, "after"), () => lose(phase, seconds));
      }
    },
  };
}
