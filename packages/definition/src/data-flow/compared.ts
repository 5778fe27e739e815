import type { JsonObject } from "@alpha-engine/asl";

import { lookup } from "../shapes/places.ts";
import { either, type Verdict } from "../shapes/shape.ts";
import { at } from "../tree/pointer.ts";
import { isObject, listOf, type StateNode } from "../tree/tree.ts";
import type { Analysis } from "./analysis.ts";
import { assumeRule } from "./assume.ts";
import { assumeCondition } from "./jsonata-assume.ts";
import { expressionOf } from "./jsonata-ast.ts";
import { expressionField } from "./jsonata-shape.ts";
import { inputShape } from "./leave-jsonpath.ts";
import { pathText, routeOf } from "./route.ts";
import { startOf, type World } from "./world.ts";

/** What a Choice compares, and whether it is there when its turn comes. */
export interface Comparison {
  readonly text: string;
  /** Of the rule. */
  readonly pointer: string;
  /** In what the Choice is given; undefined where an expression compares. */
  readonly keys: readonly string[] | undefined;
  readonly verdict: Verdict;
}

/** The comparisons of a Choice, each after those before it: what was compared was there, or nothing would come behind it. */
export function comparisonsIn(state: StateNode, analysis: Analysis): readonly Comparison[] {
  const found = new Map<string, Comparison>();
  for (const world of analysis.entered(state)) {
    const input = state.isJsonata ? world.data : inputShape(state, world);
    let before: World | undefined = input === undefined ? undefined : { ...world, data: input };
    for (const [index, rule] of listOf(state.raw["Choices"]).entries()) {
      if (!isObject(rule) || before === undefined) continue;
      const tell = (text: string, keys: readonly string[] | undefined, is: Verdict): void => {
        const pointer = at(state.pointer, "Choices", index);
        const known = found.get(`${pointer} ${text}`);
        const verdict = known === undefined ? is : either(known.verdict, is);
        found.set(`${pointer} ${text}`, { text, pointer, keys, verdict });
      };
      if (state.isJsonata) before = conditionCompares(rule, before, tell);
      else {
        ruleCompares(rule, before, tell);
        before = assumeRule(rule, false, before);
      }
    }
  }
  return [...found.values()];
}

type Tell = (text: string, keys: readonly string[] | undefined, is: Verdict) => void;

function conditionCompares(rule: JsonObject, before: World, tell: Tell): World | undefined {
  const expression = expressionOf(rule["Condition"]);
  if (expression === undefined) return rule["Condition"] === true ? undefined : before;
  tell(expression, undefined, expressionField(expression, before).is);
  return assumeCondition(expression, false, before);
}

function ruleCompares(rule: JsonObject, world: World, tell: Tell): void {
  const parts = listOf(rule["And"] ?? rule["Or"]).filter(isObject);
  const goesOnIf = rule["And"] !== undefined;
  let before: World | undefined = world;
  for (const part of parts) {
    if (before === undefined) return;
    ruleCompares(part, before, tell);
    before = assumeRule(part, goesOnIf, before);
  }
  if (isObject(rule["Not"])) ruleCompares(rule["Not"], world, tell);
  if (rule["IsPresent"] !== undefined) return;
  for (const [name, text] of Object.entries(rule)) {
    if (typeof text !== "string" || (name !== "Variable" && !name.endsWith("Path"))) continue;
    const route = routeOf(text);
    if (route === undefined || !route.definite || route.root === "context") continue;
    const { shape, keys } = startOf(route, world);
    const { is } = lookup(shape, keys);
    tell(route.root === "input" ? pathText(route.keys) : text, route.root === "input" ? route.keys : undefined, is);
  }
}
