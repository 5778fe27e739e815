import { evaluatePath } from "@alpha-engine/asl";
import { type StateNode, textOf } from "@alpha-engine/definition/tree";

import type { LintContext } from "../../rule/context.ts";
import { leavesIn } from "../../rule/leaves.ts";
import type { Rule } from "../../rule/rule.ts";
import { comparisonsOf } from "../../rule/ssm-steps.ts";

export const rule: Rule = {
  id: "execution-input-bypassed",
  severity: "error",
  preset: "recommended",
  what: "A state reads the input of the execution itself, past the default or the check that the machine has for it.",
  why: "What a caller leaves out has its default in the state's own data, and not there: the run that relies on the default ends in States.Runtime, which no Catch takes.",
  mend: "Read it from the state's data, $.x or $states.input.x, behind the default.",
  known: "manual runs that ended without an alert (2026-04-20)",
  *check(context) {
    const checked = checkedNames(context);
    for (const state of context.states) {
      if (!context.graph.reachable.has(state) || state.type === "Choice") continue;
      for (const { text, pointer, computed } of leavesIn(state.own, state.pointer)) {
        if (!computed && !text.startsWith("$$.")) continue;
        for (const path of bypassed(text)) {
          const keys = path.slice(1).split(".");
          const lacking = context.inputs.some((input) => evaluatePath(`$${path}`, input) === undefined);
          if (checked.direct.has(keys[0] ?? "")) continue;
          if (lacking)
            yield {
              message: `reads ${path.slice(1)} of the execution's input, which one of the given inputs does not have`,
              state,
              pointer,
            };
          else if (context.inputs.length === 0 && checked.own.has(keys[0] ?? ""))
            yield {
              message: `reads ${path.slice(1)} of the execution's input, which may not have it: ${checked.own.get(keys[0] ?? "")?.name ?? ""} checks`,
              severity: "warning",
              state,
              pointer,
              related: [checked.own.get(keys[0] ?? "") ?? state],
            };
        }
      }
    }
  },
};

/** The paths below the execution's input that an expression needs; in JSONata what is missing is only an error where it is all there is. */
function bypassed(text: string): readonly string[] {
  const alone = /^\{%\s*\$states\.context\.Execution\.Input((?:\.\w+)+)\s*%\}$/.exec(text)?.[1];
  if (alone !== undefined) return [alone];
  if (text.startsWith("{%")) return [];
  return [...text.matchAll(/\$\$\.Execution\.Input((?:\.\w+)+)(?![\w[.]|\()/g)].map(([, path = ""]) => path);
}

/** The names whose presence a Choice asks for: of the machine's own data at its top, and of the execution's input itself. */
function checkedNames({ states }: LintContext): {
  readonly own: ReadonlyMap<string, StateNode>;
  readonly direct: ReadonlySet<string>;
} {
  const own = new Map<string, StateNode>();
  const direct = new Set<string>();
  for (const state of states) {
    if (state.type !== "Choice") continue;
    const text = textOf(state.raw["Choices"]);
    for (const [, name = ""] of text.matchAll(/(?:\$\$|\$states\.context)\.Execution\.Input\.(\w+)/g)) direct.add(name);
    if (state.scope.parent !== undefined) continue;
    for (const { keys, rule } of comparisonsOf(state))
      if (rule["IsPresent"] !== undefined && keys.length === 1 && !textOf(rule["Variable"] as string).startsWith("$$"))
        own.set(keys[0] ?? "", state);
    for (const [, name = ""] of text.matchAll(/\$exists\(\s*\$states\.input\.(\w+)\s*\)/g)) own.set(name, state);
  }
  return { own, direct };
}
