import { at, isObject, listOf, textOf } from "@alpha-engine/definition/tree";

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
        else if (catcher["ResultPath"] === undefined && leadsOn(state.scope.states.get(textOf(catcher["Next"]))?.type))
          yield {
            message: "the Catch replaces all of the state's data with the error",
            state,
            pointer: at(state.pointer, "Catch", index),
          };
      }
    }
  },
};

function leadsOn(type: string | undefined): boolean {
  return type !== undefined && type !== "Fail" && type !== "Succeed";
}
