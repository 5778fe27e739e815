import type { JsonObject } from "@alpha-engine/asl";
import { at, isObject, listOf, type StateNode } from "@alpha-engine/definition/tree";

import type { Found, Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "field-without-effect",
  severity: "warning",
  preset: "recommended",
  what: "A field that has no effect beside another: Parameters of a Pass state that has a Result, a ResultSelector whose result is dropped, a Choice rule behind one of the same condition.",
  why: "What it was meant to do is not done, and nothing says so.",
  mend: "Take one of the two out: Parameters make a Pass state's output, unless there is a Result.",
  known: "a cause that a Pass state was to keep, and an empty Result won (2026-04); public definitions",
  *check({ states }) {
    for (const state of states) {
      if (!state.isJsonata) yield* inJsonPath(state);
      yield* repeatedRules(state);
    }
  },
};

function* inJsonPath(state: StateNode): Iterable<Found> {
  const { raw, type, pointer } = state;
  const dead = (name: string, message: string): Found => ({ message, state, pointer: at(pointer, name) });
  if (type === "Pass" && raw["Result"] !== undefined && raw["Parameters"] !== undefined)
    yield dead("Parameters", "Parameters have no effect: the Result wins");
  if (raw["ResultSelector"] !== undefined && raw["ResultPath"] === null)
    yield dead("ResultSelector", "ResultSelector has no effect: ResultPath null drops what it selects");
  if (type === "Pass" && raw["Result"] !== undefined && raw["ResultPath"] === null)
    yield dead("Result", "Result has no effect: ResultPath null drops it");
  if (
    raw["InputPath"] === null &&
    raw["ResultPath"] !== undefined &&
    raw["ResultPath"] !== "$" &&
    raw["OutputPath"] === null
  )
    yield dead("ResultPath", "ResultPath has no effect: OutputPath null drops all of the output");
}

/** The first rule whose condition holds is taken: one of the same condition behind it never is. */
function* repeatedRules(state: StateNode): Iterable<Found> {
  if (state.type !== "Choice") return;
  const seen = new Set<string>();
  for (const [index, entry] of listOf(state.raw["Choices"]).entries()) {
    if (!isObject(entry)) continue;
    const condition = conditionOf(entry);
    if (seen.has(condition))
      yield {
        message: "this rule has no effect: one before it has the same condition",
        state,
        pointer: at(state.pointer, "Choices", index),
      };
    seen.add(condition);
  }
}

const NO_CONDITION = new Set(["Next", "Comment", "Assign", "Output"]);

function conditionOf(entry: JsonObject): string {
  return JSON.stringify(
    Object.entries(entry)
      .filter(([name]) => !NO_CONDITION.has(name))
      .toSorted(([left], [right]) => (left < right ? -1 : 1)),
  );
}
