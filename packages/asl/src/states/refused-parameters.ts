import type { Resource } from "../definition/machine.ts";
import { parameterProblems } from "../integrations/parameter-problems.ts";
import { inputShape } from "../integrations/shapes-of.ts";
import { isArray, isObject, type JsonValue } from "../json.ts";

/**
 * What AWS itself finds wrong with parameters before it calls the service: what was read could not be looked at in the
 * definition. [nousergon/nousergon-data: a `TaskToken.$` beside `Payload`; of API Gateway's, recordings:
 * test_invoke_with_headers; QueryParameters have the same documented format]
 */
export function refusedParameters(resource: Resource, parameters: JsonValue): readonly string[] {
  return [
    ...parameterProblems(inputShape(resource), parameters, { reads: false }),
    ...formatProblems(resource, parameters),
  ];
}

function formatProblems({ resourceType, resource }: Resource, parameters: JsonValue): string[] {
  if (resourceType !== "apigateway" || !resource.startsWith("invoke") || !isObject(parameters)) return [];
  return ["Headers", "QueryParameters"]
    .filter((name) => parameters[name] !== undefined && !holdsLists(parameters[name]))
    .map((name) => `The value of the field '${name}' has an invalid format`);
}

function holdsLists(value: JsonValue | undefined): boolean {
  return isObject(value) && Object.values(value).every((list) => isArray(list));
}
