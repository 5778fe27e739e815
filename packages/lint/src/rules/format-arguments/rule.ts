import { callOf, callsIn, expressionsIn } from "@alpha-engine/definition/data-flow";
import { withoutHoles } from "@alpha-engine/definition/tree";

import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "format-arguments",
  severity: "error",
  preset: "recommended",
  what: "A States.Format whose {} do not match its arguments, or with a single brace.",
  why: "It is found only when the state runs, as States.Runtime, which no Catch takes.",
  mend: String.raw`One {} for each argument; write \{ and \} for braces that are text.`,
  known: "aws-cdk issue 29261",
  *check({ states }) {
    for (const state of states) {
      if (state.isJsonata) continue;
      for (const { text, pointer } of expressionsIn(state.own, state.pointer)) {
        if (!text.includes("States.Format")) continue;
        const call = callOf(withoutHoles(text, pointer));
        for (const inner of call === undefined ? [] : callsIn(call)) {
          const [template] = inner.arguments;
          if (inner.name !== "States.Format" || template?.kind !== "format") continue;
          const [places, values] = [template.pieces.length - 1, inner.arguments.length - 1];
          if (template.problem !== undefined)
            yield { message: `the template of States.Format fails when it runs: ${template.problem}`, state, pointer };
          else if (places !== values)
            yield { message: `States.Format has ${places} {} and ${values} values`, state, pointer };
        }
      }
    }
  },
};
