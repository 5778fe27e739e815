import type { Resource } from "../definition/machine.ts";
import { isArray, isObject, type JsonValue } from "../json.ts";

/** What AWS itself finds wrong with parameters before it calls the service. [recordings: test_invoke_with_headers; QueryParameters have the same documented format] */
export function parameterProblems({ resourceType, resource }: Resource, parameters: JsonValue): string[] {
  if (resourceType !== "apigateway" || !resource.startsWith("invoke") || !isObject(parameters)) return [];
  return ["Headers", "QueryParameters"]
    .filter((name) => parameters[name] !== undefined && !holdsLists(parameters[name]))
    .map((name) => `The value of the field '${name}' has an invalid format`);
}

function holdsLists(value: JsonValue | undefined): boolean {
  return isObject(value) && Object.values(value).every((list) => isArray(list));
}
