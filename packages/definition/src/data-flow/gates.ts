import { isObject, listOf, type StateNode } from "../tree/tree.ts";
import { routeOf } from "./route.ts";

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

/**
 * The gate that a Choice is: one flag of the data decides whether the stage behind it runs. `undefined` for any other state.
 *
 * @example
 * ```ts example
 * import { readDefinition } from "@alpha-engine/definition";
 * import { gateOf } from "@alpha-engine/definition/data-flow";
 *
 * const { tree } = readDefinition({
 *   StartAt: "Skip?",
 *   States: {
 *     "Skip?": {
 *       Type: "Choice",
 *       Choices: [{ Variable: "$.skip_train", BooleanEquals: true, Next: "Report" }],
 *       Default: "Train",
 *     },
 *     Train: { Type: "Pass", Next: "Report" },
 *     Report: { Type: "Pass", End: true },
 *   },
 * });
 * const [gate] = tree.states.flatMap((state) => gateOf(state) ?? []);
 * console.log(gate?.flag, gate?.run.name, gate?.skip.name);
 * ```
 * ```text output
 * $.skip_train Train Report
 * ```
 */
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

const FAR = 500;

/**
 * Other gates that a gate leads past when it skips: their stages are skipped with it, whatever their own flags say. None where
 * a finer gate follows, which skips the one stage: then this one skips the family.
 *
 * @example
 * ```ts example
 * import { readDefinition } from "@alpha-engine/definition";
 * import { gateOf, jumpedGates } from "@alpha-engine/definition/data-flow";
 *
 * const skip = (flag: string, run: string, to: string) => ({
 *   Type: "Choice",
 *   Choices: [{ Variable: flag, BooleanEquals: true, Next: to }],
 *   Default: run,
 * });
 * const { tree } = readDefinition({
 *   StartAt: "SkipTest?",
 *   States: {
 *     "SkipTest?": skip("$.skip_test", "Test", "Report"),
 *     Test: { Type: "Pass", Next: "SkipJudge?" },
 *     "SkipJudge?": skip("$.skip_judge", "Judge", "Report"),
 *     Judge: { Type: "Pass", Next: "Report" },
 *     Report: { Type: "Pass", End: true },
 *   },
 * });
 * console.log(tree.states.flatMap((state) => jumpedGates(gateOf(state)).map(({ name }) => `${state.name} past ${name}`)));
 * ```
 * ```text output
 * [ 'SkipTest? past SkipJudge?' ]
 * ```
 */
export function jumpedGates(gate: Gate | undefined): readonly StateNode[] {
  if (gate === undefined || gateOf(gate.run) !== undefined) return [];
  const { between, found } = statesBetween(gate.run, gate.skip);
  const others = between.filter((other) => (gateOf(other)?.flag ?? gate.flag) !== gate.flag);
  return found ? others : [];
}

/** What lies on the ways from the stage to where the gate skips to. */
function statesBetween(
  start: StateNode,
  end: StateNode,
): { readonly between: readonly StateNode[]; readonly found: boolean } {
  const seen = new Set([start]);
  const pending = [start];
  let found = false;
  for (let at = pending.pop(); at !== undefined && seen.size < FAR; at = pending.pop()) {
    for (const { to, kind } of at.edges) {
      if (to === end) found = true;
      if (to === end || kind === "catch" || seen.has(to)) continue;
      seen.add(to);
      pending.push(to);
    }
  }
  return { between: [...seen], found };
}
