import { jsonataTexts } from "../../rule/jsonata-texts.ts";
import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "jsonata-dot-index",
  severity: "error",
  preset: "recommended",
  what: "An index behind a dot in JSONata: $states.result.[0].name.",
  why: "Behind a dot [0] is a new list that holds the number 0, and nothing is in it: the evaluation gives nothing, and where a value is needed it fails.",
  mend: "Leave the dot out: $states.result[0].name.",
  known: "public definitions that came from JSONPath, where $.[0] is taken (2025)",
  *check({ states }) {
    for (const state of states)
      for (const { expression, pointer } of jsonataTexts(state))
        for (const [index] of expression
          .replaceAll(/'[^']*'|"[^"]*"/g, '""')
          .matchAll(/(?<=[\w)\]}])\s*\.\s*\[\s*-?\d+\s*\]/g))
          yield {
            message: `${index} is a list of one number, not an index: an index stands behind the name without a dot`,
            state,
            pointer,
          };
  },
};
