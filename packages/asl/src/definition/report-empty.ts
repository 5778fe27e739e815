import type { JsonArray } from "../json.ts";
import type { StateContext } from "./context.ts";

/** A list that is missing or has nothing in it, in AWS's words. [recordings: test_state] */
export function reportEmpty(name: string, list: JsonArray | undefined, { fields, report }: StateContext): void {
  if (list !== undefined) fields.report(name, "MISSING_FIELD", "Value cannot be empty");
  else if (!fields.has(name)) report(fields.pointer, "MISSING_FIELD", `These fields are required: [${name}]`);
}
