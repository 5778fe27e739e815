import type { HopFact } from "../facts/fact.ts";
import type { Way } from "./summary.ts";

/** The hops of each step in a row, said for people. */
export function waysIn(hops: readonly HopFact[]): readonly Way[] {
  const ways = Map.groupBy(hops, ({ state, item }) => JSON.stringify([state, item]));
  return [...ways.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const ordered = all.toSorted((one, other) => one.order - other.order);
    return { state: first.state, item: first.item, hops: ordered.map(said) };
  });
}

function said(hop: HopFact): string {
  return `${plainly(hop)}${hop.log === null ? "" : ` (${hop.log})`}`;
}

function plainly({ who, state, code, error, place, unknown }: HopFact): string {
  const exit = code === null ? "" : ` exit ${code}`;
  const named = error === null ? (unknown === null ? "" : ` (${unknown})`) : ` ${error}`;
  switch (who) {
    case "program":
    case "shell":
    case "log-capture":
      return `${place}${exit}`;
    case "command":
      return `SSM${named}${code === null ? "" : ` ${code}`}${/ on \S+$/.exec(place)?.[0] ?? ""}`;
    case "function":
    case "task":
      return `${place}${named}`;
    case "state":
      return `${place.startsWith("state ") ? place : `state ${state}`}${named}`;
    case "execution":
      return `execution${named}`;
  }
}
