import { evaluatePath } from "@alpha-engine/asl";
import { pathText } from "@alpha-engine/definition/data-flow";
import type { StateNode } from "@alpha-engine/definition/tree";

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
      for (const { keys, verdict, pointer } of context.presence.needs(state)) {
        if (keys === undefined || keys.length === 0 || verdict !== "input") continue;
        const text = pathText(keys);
        if (isLastWord(state))
          yield {
            message: `reads ${text} of the execution's input, which nothing defaults or checks`,
            state,
            pointer,
          };
        else if (context.inputs.some((input) => evaluatePath(text, input) === undefined))
          yield { message: `reads ${text}, which one of the given inputs does not have`, state, pointer };
      }
    }
  },
};

/** What has to work whatever went wrong before. */
function isLastWord({ call }: StateNode): boolean {
  return call?.service === "sns" && call.action === "publish";
}
