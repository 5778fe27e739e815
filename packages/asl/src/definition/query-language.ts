import type { Fields } from "./fields.ts";
import type { QueryLanguage } from "./machine.ts";

export function readQueryLanguage(fields: Fields): QueryLanguage | undefined {
  const value = fields.get("QueryLanguage");
  if (value === undefined || value === "JSONPath" || value === "JSONata") return value;
  fields.report(
    "QueryLanguage",
    "UNKNOWN_QUERY_LANGUAGE",
    `QueryLanguage must be JSONPath or JSONata, got ${JSON.stringify(value)}.`,
  );
  return undefined;
}
