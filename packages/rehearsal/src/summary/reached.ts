import type { CloudEvent, Connection } from "@alpha-engine/local-cloud";

import type { Reached } from "./summary-schema.ts";

/** One row per destination and outcome, in the order of their first attempts. */
export function reachedIn(
  told: readonly CloudEvent[],
  stateOf: (commandId: string) => string | undefined,
): readonly Reached[] {
  const connections = told.filter((event) => event.type === "connection");
  const rows = Map.groupBy(connections, (each) => [destinationOf(each), each.protocol, each.outcome].join(" "));
  return [...rows.values()].flatMap((attempts) => {
    const [first] = attempts;
    if (first === undefined) return [];
    return {
      destination: destinationOf(first),
      protocol: first.protocol,
      outcome: first.outcome,
      attempts: attempts.length,
      states: distinct(attempts.map(({ commandId }) => (commandId === undefined ? undefined : stateOf(commandId)))),
      instanceIds: distinct(attempts.map(({ instanceId }) => instanceId)),
      commands: distinct(attempts.map(({ command }) => command)),
    };
  });
}

function destinationOf({ name, address, port }: Connection): string {
  return `${name ?? address}${port === undefined ? "" : `:${port}`}`;
}

function distinct(texts: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(texts)].filter((text) => text !== undefined);
}
