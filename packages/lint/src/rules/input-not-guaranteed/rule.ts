import { evaluatePath } from "@alpha-engine/asl";
import { pathText, type Read, readsOf } from "@alpha-engine/definition/data-flow";
import type { StateNode } from "@alpha-engine/definition/tree";

import type { LintContext } from "../../rule/context.ts";
import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "input-not-guaranteed",
  severity: "warning",
  preset: "pipeline",
  what: "A notification, a cleanup or a failure handler needs a field of the execution's input that nothing defaults or checks.",
  why: "Started by hand without it, the run ends in States.Runtime instead of an alert, and what must run at the end does not.",
  mend: "Write it down, or merge a default under the input first, or check it with IsPresent and route away.",
  known: "three manual reruns ended without an alert (2026-04-20, 2026-04-23, 2026-07-02)",
  *check(context) {
    for (const state of context.states) {
      if (!context.graph.reachable.has(state)) continue;
      for (const read of readsOf(state)) {
        if (!isInput(state, read, context)) continue;
        const text = pathText(read.route.keys);
        if (isLastWord(state))
          yield {
            message: `reads ${text} of the execution's input, which nothing defaults or checks`,
            state,
            pointer: read.pointer,
          };
        else if (context.inputs.some((input) => evaluatePath(text, input) === undefined))
          yield { message: `reads ${text}, which one of the given inputs does not have`, state, pointer: read.pointer };
      }
    }
  },
};

function isInput(state: StateNode, { route }: Read, { presence }: LintContext): boolean {
  if (route.root !== "input" || !route.definite || route.keys.length === 0) return false;
  return presence.at(state, route.keys) === "input" && !presence.written.has(route.keys[0] ?? "");
}

/** What has to work whatever went wrong before. */
function isLastWord({ call }: StateNode): boolean {
  return call?.service === "sns" && call.action === "publish";
}
