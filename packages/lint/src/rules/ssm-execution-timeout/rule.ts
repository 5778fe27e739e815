import { parametersOf } from "@alpha-engine/definition";
import { at, field } from "@alpha-engine/definition/tree";

import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "ssm-execution-timeout",
  severity: "warning",
  preset: "recommended",
  what: "A command without executionTimeout, or with one that the agent does not take.",
  why: "TimeoutSeconds is only how long SSM may take to deliver: without executionTimeout the agent kills the work after 3600 s, and so it does with a value outside 5 to 172800.",
  mend: 'Parameters.Parameters.executionTimeout: ["<seconds>"].',
  known: "found three times in the field; 2026-07-18 here",
  *check({ scripts }) {
    for (const { state } of scripts) {
      const given = field(parametersOf(state.raw), "executionTimeout");
      if (given === undefined) yield { message: "no executionTimeout: the agent kills the script after 3600 s", state };
      else if (!given.computed) {
        const seconds = Number(Array.isArray(given.value) ? given.value[0] : given.value);
        const pointer = at(state.call?.parametersPointer ?? state.pointer, "Parameters", "executionTimeout");
        if (!(seconds >= 5 && seconds <= 172_800))
          yield {
            message: `executionTimeout ${JSON.stringify(given.value)} becomes 3600: it must be 5 to 172800`,
            severity: "error",
            state,
            pointer,
          };
      }
    }
  },
};
