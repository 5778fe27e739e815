import type { StateNode, Tree } from "../tree/tree.ts";
import { type InventedField, told } from "./field.ts";
import { Origins } from "./origins.ts";
import type { Source } from "./value.ts";

/**
 * What later states read of the answers of tasks, by the way of the state that gets them.
 *
 * @example
 * ```ts example
 * import { readDefinition } from "@alpha-engine/definition";
 * import { answersRead } from "@alpha-engine/definition/invent";
 *
 * const { tree } = readDefinition({
 *   StartAt: "Grade",
 *   States: {
 *     Grade: { Type: "Task", Resource: "arn:aws:lambda:us-east-1:000000000000:function:grade", ResultPath: "$.grade", Next: "IsGood" },
 *     IsGood: { Type: "Pass", Parameters: { "status.$": "$.grade.status" }, End: true },
 *   },
 * });
 * console.log(answersRead(tree).get("Grade")?.map(({ keys }) => keys.join(".")));
 * ```
 * ```text output
 * [ 'status' ]
 * ```
 */
export function answersRead(tree: Tree): ReadonlyMap<string, readonly InventedField[]> {
  const { reads } = new Origins(tree);
  const tasks = tree.states.filter(({ type }) => type === "Task");
  return new Map(tasks.map((state) => [state.path, reads.of(answerOf(state)).map(told)]));
}

function answerOf(state: StateNode): Source {
  return { kind: "task", id: `task ${state.path}`, state };
}
