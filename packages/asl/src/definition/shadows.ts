import { isArray, isObject, type JsonObject, type JsonValue } from "../json.ts";
import { at, type Report } from "../problem.ts";
import type { QueryLanguage } from "./machine.ts";
import { scopesOf } from "./scopes-of.ts";

/** The variables that a scope and the scopes around it assign. */
interface Assigned {
  readonly names: ReadonlySet<string>;
  readonly outer: Assigned | undefined;
}

/**
 * No scope assigns a variable of a scope around it. [verdicts: variable-shadow; doc: passing data between states with variables:
 * the executions of a distributed Map see none of them]
 */
export function checkShadows(definition: JsonObject, language: QueryLanguage, report: Report): void {
  checkScope(definition, "", undefined, { language, report });
}

function checkScope(
  { States: states }: JsonObject,
  pointer: string,
  outer: Assigned | undefined,
  check: { readonly language: QueryLanguage; readonly report: Report },
): void {
  if (!isObject(states)) return;
  const names = new Set<string>();
  for (const [state, value] of Object.entries(states)) {
    for (const variable of assignedBy(value, at(pointer, "States", state), check.language)) {
      names.add(variable.name);
      if (isAssigned(variable.name, outer))
        check.report(
          variable.pointer,
          "SHADOWED_VARIABLE",
          `The variable name '${variable.name}' was already defined in a parent scope.`,
          { hint: "give it another name" },
        );
    }
  }
  const assigned = { names, outer };
  for (const { scope, pointer: inner, isDistributed } of scopesOf(states, at(pointer, "States")))
    checkScope(scope, inner, isDistributed ? undefined : assigned, check);
}

function isAssigned(name: string, assigned: Assigned | undefined): boolean {
  for (let each = assigned; each !== undefined; each = each.outer) if (each.names.has(name)) return true;
  return false;
}

function assignedBy(
  state: JsonValue,
  pointer: string,
  language: QueryLanguage,
): { readonly name: string; readonly pointer: string }[] {
  if (!isObject(state)) return [];
  const own = state["QueryLanguage"] ?? language;
  const lists = ["Choices", "Catch"].flatMap((field) => {
    const list = state[field];
    return isArray(list) ? list.map((item, index) => [item, at(pointer, field, index)] as const) : [];
  });
  return [[state, pointer] as const, ...lists].flatMap(([holder, place]) => {
    const assign = isObject(holder) ? holder["Assign"] : undefined;
    return Object.keys(isObject(assign) ? assign : {}).map((key) => ({
      name: own === "JSONPath" && key.endsWith(".$") ? key.slice(0, -2) : key,
      pointer: at(place, "Assign", key),
    }));
  });
}
