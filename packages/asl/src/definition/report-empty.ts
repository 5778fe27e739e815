import type { JsonArray } from "../json.ts";
import type { StateContext } from "./context.ts";

/** A list that is missing or has nothing in it, in AWS's words. [recordings: test_state] */
export function reportEmpty(name: string, list: JsonArray | undefined, { fields }: StateContext): void {
  if (list !== undefined) fields.report(name, "MISSING_FIELD", "Value cannot be empty");
  else fields.require(name);
}
