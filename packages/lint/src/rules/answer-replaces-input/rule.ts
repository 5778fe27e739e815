import type { JsonValue } from "@alpha-engine/asl";
import { type JudgedNeed, namesRead, pathText, WHOLE } from "@alpha-engine/definition/data-flow";
import { field, isObject, type StateNode } from "@alpha-engine/definition/tree";

import type { LintContext } from "../../rule/context.ts";
import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "answer-replaces-input",
  severity: "warning",
  preset: "recommended",
  what: "A state reads what was there before a task whose answer has replaced it all, and which the task was not given.",
  why: "The function answers with its own result: the path is not in it, and States.Runtime ends the execution.",
  mend: "Keep the input: a ResultPath for the answer, without OutputPath; in JSONata, Output or Assign.",
  known:
    "public definitions: OutputPath $.Payload on a call whose input a later state reads, taken away again a commit later (2024)",
  *check(context) {
    const { states, presence, graph } = context;
    for (const state of states) {
      if (!graph.reachable.has(state)) continue;
      for (const need of presence.needs(state)) {
        const keys = keysOf(need);
        if (need.verdict !== "answer" || keys.length === 0) continue;
        const task = replacerOf(state, keys, context);
        if (task === undefined || mayHandBack(task, keys[0] ?? "")) continue;
        yield {
          message: `reads ${need.text}, which was there before ${task.name}: the answer of ${task.name} has replaced it`,
          state,
          pointer: need.pointer,
          related: [task],
        };
      }
    }
  },
};

/** The place in the state's input; none where it is something else. */
function keysOf({ keys, text }: JudgedNeed): readonly string[] {
  return keys ?? /^\$states\.input\.([\p{L}_][\p{L}\d_.]*)$/u.exec(text)?.[1]?.split(".") ?? [];
}

/** The task on every route to the state that had the value in its input, and an answer of its own behind it. */
function replacerOf(state: StateNode, keys: readonly string[], context: LintContext): StateNode | undefined {
  const { graph, presence } = context;
  for (let before = graph.dominatorOf(state); before !== undefined; before = graph.dominatorOf(before)) {
    const verdict = presence.at(before, keys);
    if (verdict === "answer") continue;
    const wasThere = verdict === "present" || (verdict === "input" && isReadUpTo(before, keys, context));
    return before.call !== undefined && wasThere ? before : undefined;
  }
  return undefined;
}

/** Whether the task, or a state on every route to it, reads the value: then it is there. */
function isReadUpTo(task: StateNode, keys: readonly string[], { graph, presence }: LintContext): boolean {
  const text = pathText(keys);
  for (let state: StateNode | undefined = task; state !== undefined; state = graph.dominatorOf(state))
    if (presence.needs(state).some((need) => pathText(keysOf(need)) === text)) return true;
  return false;
}

/** Whether the called may answer with what it was given: with all of the input, or with something of that name. */
function mayHandBack(task: StateNode, name: string): boolean {
  return namesRead(task).includes(WHOLE) || isNamedIn(task.call?.parameters, name);
}

function isNamedIn(value: JsonValue | undefined, name: string): boolean {
  if (!isObject(value)) return false;
  return field(value, name) !== undefined || Object.values(value).some((item) => isNamedIn(item, name));
}
