import type { Fields } from "./fields.ts";
import type { QueryLanguage } from "./machine.ts";

/** What the object says; anything that is not exactly `JSONPath` is read as JSONata. [floci pull request 2972, measured] */
export function readQueryLanguage(fields: Fields): QueryLanguage | undefined {
  if (!fields.has("QueryLanguage")) return undefined;
  return fields.word("QueryLanguage", ["JSONPath", "JSONata"]) ?? "JSONata";
}
