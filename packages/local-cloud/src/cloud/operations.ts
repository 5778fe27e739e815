import { serviceOfTarget } from "../wire/which-operation.ts";
import type { Service } from "./service.ts";

/** Adds what a service answers, by service as in the SigV4 scope, from the very tables that answer. */
export function addOperations(all: Map<string, Set<string>>, service: Service): void {
  for (const [name, operations] of operationsOf(service))
    all.set(name, new Set([...(all.get(name) ?? []), ...operations]));
}

function operationsOf({ json, query, operations = {} }: Service): readonly (readonly [string, readonly string[]])[] {
  return [
    ...(json === undefined ? [] : [[serviceOfTarget(json.targetPrefix), Object.keys(json.operations)] as const]),
    ...(query === undefined ? [] : [[query.signingName, Object.keys(query.operations)] as const]),
    ...Object.entries(operations),
  ];
}
