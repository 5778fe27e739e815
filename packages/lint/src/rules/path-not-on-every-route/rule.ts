import { pathText, type Read, readsOf, routeOf } from "@alpha-engine/definition/data-flow";
import type { StateNode } from "@alpha-engine/definition/tree";

import type { LintContext } from "../../rule/context.ts";
import type { Found, Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "path-not-on-every-route",
  severity: "error",
  preset: "recommended",
  what: "A state reads a path that not every route into it has written.",
  why: "States.Runtime, which no Catch takes: in a failure handler it buries the real error and the alert with it.",
  mend: "Write the path on each route: a Pass that normalises it before the edge, or a Catch with that ResultPath.",
  known: "a failure handler that formatted $.error, reached from Choice states (2026-04-10, again 2026-07-02)",
  *check(context) {
    for (const state of context.states) {
      if (!context.graph.reachable.has(state)) continue;
      for (const read of readsOf(state)) yield* missing(state, read, context);
    }
  },
};

function* missing(state: StateNode, { route, pointer }: Read, { presence }: LintContext): Iterable<Found> {
  if (route.root !== "input" || !route.definite || route.keys.length === 0) return;
  if (!presence.lacks(presence.at(state, route.keys), route.keys)) return;
  const text = pathText(route.keys);
  const culprits = state.incoming.filter((edge) => presence.lacks(presence.behind(edge, route.keys), route.keys));
  const from = [...new Set(culprits.map((edge) => edge.from))];
  const routes = from.length === 0 ? "" : `; not written on the way from ${from.map(({ name }) => name).join(", ")}`;
  yield { message: `${text} is not there on every route to ${state.name}${routes}`, state, pointer, related: from };
  for (const edge of culprits) {
    const wrong = similar(edge.from, route.keys);
    yield {
      message: `leads to ${state.name}, which reads ${text}, and does not write it${wrong}`,
      state: edge.from,
      pointer: edge.pointer,
      related: [state],
    };
  }
}

function similar({ raw }: StateNode, keys: readonly string[]): string {
  const written = typeof raw["ResultPath"] === "string" ? (routeOf(raw["ResultPath"])?.keys ?? []) : [];
  return written.length === 0 || written[0] === keys[0] ? "" : ` (it writes ${pathText(written)})`;
}
