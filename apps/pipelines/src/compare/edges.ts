import type { State } from "@alpha-engine/definition";

/** Follows an edge through states that production does not have, the way that a run takes when nothing goes wrong. */
export function edgesThrough(
  states: ReadonlyMap<string, State>,
  known: ReadonlySet<string>,
): (target: string) => string {
  const follow = (target: string, hops: number): string => {
    const state = states.get(target);
    if (known.has(target) || state === undefined || hops === 0) return target;
    if (state.Type === "Succeed") return "(end)";
    const next = state.Type === "Choice" ? goodWay(state) : state["Next"];
    return typeof next === "string" ? follow(next, hops - 1) : target;
  };
  return (target) => follow(target, states.size);
}

/** Behind a gate, and past the checks that lead to an Extract state, lies what comes next. */
function goodWay({ Choices, Default }: State): unknown {
  if (typeof Default === "string" && !Default.startsWith("Extract")) return Default;
  return (Choices as readonly State[])[0]?.["Next"];
}
