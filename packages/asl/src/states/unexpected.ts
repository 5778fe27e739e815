import type { JsonValue } from "../json.ts";

/** A JSONata result of the wrong type, in AWS's words. [recordings: test_map_state_items_eval_jsonata_fail] */
export function unexpected(expression: string, field: string, expected: string, value: JsonValue): string {
  const type = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  return `The JSONata expression '${expression}' specified for the field '${field}' returned an unexpected result type. Expected '${expected}', but was '${type}' for value: ${JSON.stringify(value)}`;
}
