import type { ManagedNode, Nodes } from "../../../cloud/nodes.ts";
import type { Instance } from "./instance.ts";
import type { Register } from "./register.ts";

/** Instances as SSM sees them; one whose connection was lost is missed only so many seconds later. */
export function nodesOf(register: Register, connectionLost: number): Nodes {
  return {
    managed: () => {
      const silentSince = register.clock.now() - connectionLost * 1000;
      return [...register.all.values()].flatMap((each) => managedNode(each, silentSince));
    },
    agentOf: (instanceId) => {
      const { agent, connectionLostAt } = register.all.get(instanceId) ?? {};
      return agent === undefined ? undefined : { agent, connected: connectionLostAt === undefined };
    },
    listen: (listener) => register.listen(listener),
  };
}

/** Known to SSM once its agent has registered, until it shuts down for good; a stopped one is known but unreachable. */
function managedNode(instance: Instance, silentSince: number): readonly ManagedNode[] {
  const { instanceId, tags, state, registered, agent, connectionLostAt } = instance;
  if (!registered || state === "shutting-down" || state === "terminated") return [];
  // SSM notices late: its agents ping every few minutes (appconfig/constants.go:56, agent 3.3, 2024-10).
  const heardOf = connectionLostAt === undefined || connectionLostAt > silentSince;
  const pingStatus = agent !== undefined && heardOf ? "Online" : "ConnectionLost";
  const lastPing = connectionLostAt === undefined ? {} : { lastPing: connectionLostAt };
  return [{ instanceId, tags: Object.fromEntries(tags), pingStatus, listed: state !== "stopped", ...lastPing }];
}
