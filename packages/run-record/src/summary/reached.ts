import type { ConnectionFact } from "../facts/fact.ts";
import type { Reached } from "./summary.ts";

/** One row per destination and outcome, in the order of their first attempts. */
export function reachedIn(connections: readonly ConnectionFact[]): readonly Reached[] {
  const rows = Map.groupBy(connections, ({ destination, protocol, outcome }) =>
    [destination, protocol, outcome].join(" "),
  );
  return [...rows.values()].flatMap((attempts) => {
    const [first] = attempts;
    if (first === undefined) return [];
    const { destination, protocol, outcome } = first;
    return {
      destination,
      protocol,
      outcome,
      attempts: attempts.length,
      states: distinct(attempts.map(({ owner }) => owner?.state)),
      instanceIds: distinct(attempts.map(({ instanceId }) => instanceId)),
      commands: distinct(attempts.map(({ command }) => command)),
    };
  });
}

function distinct(texts: readonly (string | null | undefined)[]): readonly string[] {
  return [...new Set(texts)].filter((text) => text !== undefined && text !== null);
}
