import { type JudgedNeed, pathText, routeOf } from "@alpha-engine/definition/data-flow";
import type { StateNode } from "@alpha-engine/definition/tree";

import type { LintContext } from "../../rule/context.ts";
import { droppersOf, keysOfInput, replacersOf } from "../../rule/replacers.ts";
import type { Found, Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "path-not-on-every-route",
  severity: "error",
  preset: "recommended",
  what: "A state reads a path that not every route into it has written.",
  why: "States.Runtime, which no Catch takes: in a failure handler it buries the real error and the alert with it.",
  mend: "Keep the data: a ResultPath of its own for the answer and for a Catch, an Output that carries the rest in JSONata. Or write the path on each route.",
  known: "a failure handler that formatted $.error, reached from Choice states (2026-04-10, again 2026-07-02)",
  *check(context) {
    for (const state of context.states) {
      if (!context.graph.reachable.has(state)) continue;
      for (const need of context.presence.needs(state)) {
        if (need.verdict === "input" || need.verdict === "answer") yield* dropped(state, need, context);
        if (need.verdict !== "sometimes" && need.verdict !== "never") continue;
        // What a task reads of its own answer is another rule's.
        if (state.type !== "Task" || !need.text.includes("$states.result")) yield* missing(state, need, context);
      }
    }
  },
};

function* missing(
  state: StateNode,
  { text, pointer, keys, verdict, missingBehind }: JudgedNeed,
  { presence }: LintContext,
): Iterable<Found> {
  const from = [...new Set(missingBehind.map(({ edge }) => edge.from))];
  const routes = from.length === 0 ? "" : `; not written on the way from ${from.map(({ name }) => name).join(", ")}`;
  const shown = keys === undefined ? text : pathText(keys);
  const isSure = verdict === "never" || missingBehind.some((one) => one.verdict === "never");
  const severity = isSure ? "error" : "warning";
  const when =
    verdict === "never" ? `is never there when ${state.name} begins` : `is not there on every route to ${state.name}`;
  yield { message: `${shown} ${when}${routes}`, state, pointer, related: from, severity };
  const place = keys ?? keysOfInput(text);
  const replacers = place === undefined ? [] : replacersOf(state, place, presence);
  for (const { edge, how, verdict: behind } of replacers)
    yield {
      message: `${how}, and ${state.name} reads ${shown}`,
      state: edge.from,
      pointer: edge.kind === "catch" ? edge.pointer : edge.from.pointer,
      related: [state],
      severity: behind === "never" ? "error" : "warning",
    };
  for (const { edge, verdict: behind } of replacers.length > 0 ? [] : missingBehind) {
    const wrong = similar(edge.from, keys ?? []);
    yield {
      message: `leads to ${state.name}, which reads ${shown}, and does not write it${wrong}`,
      state: edge.from,
      pointer: edge.pointer,
      related: [state],
      severity: behind === "never" ? "error" : "warning",
    };
  }
}

/** On one route something else stands in the data's place, whatever the others have. */
function* dropped(state: StateNode, { text, pointer, keys }: JudgedNeed, { presence }: LintContext): Iterable<Found> {
  const place = keys ?? keysOfInput(text);
  if (place === undefined || place.length === 0) return;
  const shown = keys === undefined ? text : pathText(keys);
  for (const { edge, how, severity } of droppersOf(state, place, presence)) {
    const { from, kind } = edge;
    yield {
      message: `${shown} is not there when ${from.name} ${how} on the way to ${state.name}`,
      state,
      pointer,
      related: [from],
      severity,
    };
    yield {
      message: `${how}, and ${state.name} reads ${shown}`,
      state: from,
      pointer: kind === "catch" ? edge.pointer : from.pointer,
      related: [state],
      severity,
    };
  }
}

function similar({ raw }: StateNode, keys: readonly string[]): string {
  const written = typeof raw["ResultPath"] === "string" ? (routeOf(raw["ResultPath"])?.keys ?? []) : [];
  return written.length === 0 || written[0] === keys[0] ? "" : ` (it writes ${pathText(written)})`;
}
