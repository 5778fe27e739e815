import { namesRead, WHOLE } from "@alpha-engine/definition/data-flow";
import { at, isObject, listOf, type StateNode, textOf } from "@alpha-engine/definition/tree";

import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "catch-loses-error",
  severity: "info",
  preset: "recommended",
  what: "A Catch that throws the error away (ResultPath null), or the state's data with it (no ResultPath) although more of it is read later.",
  why: "Whoever looks later finds neither what failed nor why; what reads the data afterwards ends in States.Runtime.",
  mend: 'Give it a ResultPath: "$.error", or one of its own for a best-effort step.',
  known: "documentation of Catch: without ResultPath the error replaces the input",
  *check({ states }) {
    for (const state of states) {
      if (state.isJsonata || state.call?.service === "sns") continue;
      for (const [index, catcher] of listOf(state.raw["Catch"]).entries()) {
        if (!isObject(catcher)) continue;
        if (catcher["ResultPath"] === null)
          yield { message: "the Catch throws the error away", state, pointer: at(state.pointer, "Catch", index) };
        else if (catcher["ResultPath"] === undefined && readsMore(state.scope.states.get(textOf(catcher["Next"]))))
          yield {
            message: "the Catch replaces all of the state's data with the error",
            state,
            pointer: at(state.pointer, "Catch", index),
          };
      }
    }
  },
};

const ERROR = new Set(["Error", "Cause", WHOLE]);
const FAR = 200;

/** Whether something behind a handler reads more than the error: one that tells of it and ends needs no more. */
function readsMore(handler: StateNode | undefined): boolean {
  const seen = new Set(handler === undefined ? [] : [handler]);
  for (const state of seen) {
    if (namesRead(state).some((name) => !ERROR.has(name))) return true;
    if (seen.size < FAR) for (const { to } of state.edges) seen.add(to);
  }
  return false;
}
