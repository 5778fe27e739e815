import { gateOf, pathText } from "@alpha-engine/definition/data-flow";
import { at } from "@alpha-engine/definition/tree";

import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "flag-type-unchecked",
  severity: "warning",
  preset: "pipeline",
  what: "A boolean of the execution's input decides what runs, and nothing has checked that it is a boolean.",
  why: 'BooleanEquals is false for "true": a dry pass becomes a full production run, a skipped stage runs and is paid for.',
  mend: "Check every flag once at the start: Not IsBoolean leads to a failure that says so.",
  known: "every gate of three pipelines",
  *check({ states, presence, graph }) {
    for (const state of states) {
      const gate = gateOf(state);
      if (gate === undefined || state.isJsonata || !graph.reachable.has(state)) continue;
      if (presence.giverOf(state, gate.keys) === "input")
        yield {
          message: `${pathText(gate.keys)} may be "true" as a text, which counts as false`,
          state,
          pointer: at(state.pointer, "Choices", gate.index),
        };
    }
  },
};
