import { everyEntry } from "../shapes/entries.ts";
import { present, type Shape, withField } from "../shapes/shape.ts";

/** The variables after an Assign. */
export function withVariables(vars: Shape, made: Shape): Shape {
  if (vars.kind !== "object" || made.kind !== "object") return vars;
  let all = vars;
  everyEntry(made.fields, ({ shape }, name) => {
    all = withField(all, name, present(shape));
    return true;
  });
  return all;
}
