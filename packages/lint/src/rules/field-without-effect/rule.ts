import { at, type StateNode } from "@alpha-engine/definition/tree";

import type { Found, Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "field-without-effect",
  severity: "warning",
  preset: "recommended",
  what: "A field that has no effect beside another: Parameters of a Pass state that has a Result or a ResultSelector whose result is dropped.",
  why: "What it was meant to do is not done, and nothing says so.",
  mend: "Take one of the two out: Parameters make a Pass state's output, unless there is a Result.",
  known: "a cause that a Pass state was to keep, and an empty Result won (2026-04); public definitions",
  *check({ states }) {
    for (const state of states) if (!state.isJsonata) yield* inJsonPath(state);
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
