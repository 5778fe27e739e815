import { callOf, callsIn, expressionsIn } from "@alpha-engine/definition/data-flow";

import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "intrinsic-escape-kept",
  severity: "warning",
  preset: "recommended",
  what: "An escaped quote or backslash in a literal of an intrinsic other than a States.Format template.",
  why: "In States.Array the backslash stays: bash got backslash-quote, split the line into words and ended with 127.",
  mend: "Keep quotes and backslashes out of such literals: use double quotes, a States.Format template, or a script on the box.",
  known: "bash traps in States.Array, eight states on 2026-05-22 and one more on 2026-08-12",
  *check({ states }) {
    for (const state of states) {
      if (state.isJsonata) continue;
      for (const { text, pointer } of expressionsIn(state.own, state.pointer)) {
        if (!text.includes("\\")) continue;
        const call = callOf(text);
        for (const inner of call === undefined ? [] : callsIn(call)) {
          if (inner.name !== "States.Array") continue;
          const kept = inner.arguments.find(
            (argument) => argument.kind === "value" && /\\['\\{}]/.test(String(argument.value)),
          );
          if (kept?.kind === "value")
            yield {
              message: `a literal of ${inner.name} keeps its backslash: ${String(kept.value).slice(0, 80)}`,
              state,
              pointer,
            };
        }
      }
    }
  },
};
