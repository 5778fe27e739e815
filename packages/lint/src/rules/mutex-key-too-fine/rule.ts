import { callOf, callsIn, expressionsIn } from "@alpha-engine/definition/data-flow";
import { at } from "@alpha-engine/definition/tree";

import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "mutex-key-too-fine",
  severity: "warning",
  preset: "recommended",
  what: "The key of a lock holds the time of the start to the minute, or the execution itself.",
  why: "It only excludes a second start within the same minute: a retry one minute later runs beside the first.",
  mend: "Key it by what it protects: the pipeline, the role and the run's date.",
  known: "2026-07-11",
  *check({ states, graph }) {
    for (const state of states) {
      const { call } = state;
      if (call?.service !== "dynamodb" || !/put|update/.test(call.action)) continue;
      const condition = /attribute_not_exists\((?:#)?([\w.]+)\)/.exec(JSON.stringify(call.parameters))?.[1];
      if (condition === undefined) continue;
      const item = call.parameters["Item"] ?? call.parameters["Key"];
      const keys = expressionsIn(item, at(call.parametersPointer, "Item")).filter(
        ({ pointer }) => pointer.includes(`/${condition}/`) || pointer.endsWith(`/${condition}.$`),
      );
      const gates = state.incoming.map(({ from }) => from).filter(({ type }) => type === "Choice");
      for (const { text, pointer } of keys) {
        const fine = tooFine(text);
        if (fine !== undefined && graph.reachable.has(state)) {
          yield { message: `the lock's key ${condition} holds ${fine}`, state, pointer, related: gates };
          for (const gate of gates)
            yield { message: `leads to a lock whose key ${condition} holds ${fine}`, state: gate, related: [state] };
        }
      }
    }
  },
};

function tooFine(text: string): string | undefined {
  if (/\$\$\.Execution\.(?:Id|Name)\b/.test(text)) return "the execution's own name";
  if (!text.includes("$$.Execution.StartTime")) return undefined;
  const call = callOf(text);
  // What is cut at the T and taken from the front is the day.
  const splits = call === undefined ? [] : callsIn(call).filter(({ name }) => name === "States.StringSplit");
  const byColon = splits.some(({ arguments: [, by] }) => by?.kind === "value" && String(by.value).includes(":"));
  if (splits.length === 0 || byColon) return "the time of the start, finer than the run it protects";
  return undefined;
}
