import { routeOf } from "@alpha-engine/definition/data-flow";
import { isObject, listOf, type StateNode } from "@alpha-engine/definition/tree";

/** A Choice that leads around a stage when a flag is true. */
export interface Gate {
  /** As written: `$.skip_stage`. */
  readonly flag: string;
  readonly keys: readonly string[];
  /** Of the rule. */
  readonly index: number;
  readonly run: StateNode;
  readonly skip: StateNode;
}

export function gateOf(state: StateNode): Gate | undefined {
  if (state.type !== "Choice" || state.isJsonata) return undefined;
  const rules = listOf(state.raw["Choices"]);
  const run = state.edges.find(({ kind }) => kind === "default")?.to;
  const edges = state.edges.filter(({ kind }) => kind === "choice");
  const [edge] = edges;
  const [rule] = rules;
  // Other rules may lead around it as well: what is done already is not done again.
  if (run === undefined || edge === undefined || edges.some(({ to }) => to !== edge.to) || !isObject(rule))
    return undefined;
  const parts = rule["And"] === undefined ? [rule] : listOf(rule["And"]).filter(isObject);
  const decides = parts.filter((part) => part["BooleanEquals"] === true);
  const others = parts.filter(
    (part) => part["BooleanEquals"] === undefined && part["IsPresent"] === undefined && part["IsBoolean"] === undefined,
  );
  const flag = decides[0]?.["Variable"];
  const route = typeof flag === "string" ? routeOf(flag) : undefined;
  if (decides.length !== 1 || others.length > 0 || route?.keys.length !== 1 || typeof flag !== "string")
    return undefined;
  return { flag, keys: route.keys, index: 0, run, skip: edge.to };
}
