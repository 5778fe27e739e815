import { isArray, isObject, type JsonObject, type JsonValue } from "../json.ts";
import { at, type Report } from "../problem.ts";
import { scopesOf } from "./scopes-of.ts";

/** A field of a state that names another. */
interface Edge {
  readonly pointer: string;
  readonly target: string;
}

/**
 * Every transition leads to a state of its scope, every state is reached, and the top level has a state that ends the machine.
 * [floci pull request 2786, measured: without an end nothing at the top level is called unreachable]
 */
export function checkTransitions(definition: JsonObject, report: Report): void {
  const ends = isObject(definition["States"]) && hasEnd(definition["States"]);
  checkScope(definition, "", ends, report);
  if (!ends && isObject(definition["States"]) && Object.keys(definition["States"]).length > 0)
    report(at("", "States"), "NO_TERMINAL_STATE", "Workflow has no terminal state", {
      place: null,
      hint: "one state ends the machine: End: true, Succeed or Fail",
    });
}

/** A state without a type ends nothing. [recordings: corpus-2, Validation.BasicStructure.001] */
function hasEnd(states: JsonObject): boolean {
  return Object.values(states).some(
    (state) =>
      isObject(state) &&
      typeof state["Type"] === "string" &&
      (state["End"] === true || ["Succeed", "Fail"].includes(state["Type"])),
  );
}

function checkScope(scope: JsonObject, pointer: string, asksForReach: boolean, report: Report): void {
  const { StartAt: startAt, States: states } = scope;
  if (!isObject(states)) return;
  const edges = new Map(
    Object.entries(states).map(([name, state]) => [name, edgesOf(state, at(pointer, "States", name))]),
  );
  const begin: Edge[] = typeof startAt === "string" ? [{ pointer: at(pointer, "StartAt"), target: startAt }] : [];
  for (const edge of [...begin, ...[...edges.values()].flat()])
    if (!edges.has(edge.target)) report(edge.pointer, "UNKNOWN_TARGET", `Missing 'Next' target: ${edge.target}`);
  if (asksForReach && begin.length > 0) {
    const reached = reachedFrom(begin, edges);
    for (const name of edges.keys())
      if (!reached.has(name))
        report(at(pointer, "States", name), "UNREACHABLE_STATE", `State "${name}" is not reachable.`);
  }
  for (const inner of scopesOf(states, at(pointer, "States"))) checkScope(inner.scope, inner.pointer, true, report);
}

function reachedFrom(begin: readonly Edge[], edges: ReadonlyMap<string, readonly Edge[]>): Set<string> {
  const reached = new Set<string>();
  const open = begin.map(({ target }) => target);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    for (const { target } of edges.get(name) ?? []) open.push(target);
  }
  return reached;
}

function edgesOf(state: JsonValue, pointer: string): readonly Edge[] {
  if (!isObject(state)) return [];
  const found: Edge[] = [];
  const add = (value: JsonValue | undefined, ...path: readonly (string | number)[]): void => {
    if (typeof value === "string") found.push({ pointer: at(pointer, ...path), target: value });
  };
  add(state["Next"], "Next");
  const choices = state["Type"] === "Choice" ? state["Choices"] : undefined;
  for (const [name, list] of [
    ["Choices", choices],
    ["Catch", state["Catch"]],
  ] as const)
    if (isArray(list))
      for (const [index, item] of list.entries()) if (isObject(item)) add(item["Next"], name, index, "Next");
  add(state["Default"], "Default");
  return found;
}
