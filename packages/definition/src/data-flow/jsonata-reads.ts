import type { JsonValue } from "@alpha-engine/asl";

import { at } from "../tree/pointer.ts";
import { isObject } from "../tree/tree.ts";
import { expressionOf } from "./jsonata-ast.ts";

/** An expression of a JSONata state, and where it is written. */
export interface JsonataExpression {
  readonly expression: string;
  readonly pointer: string;
}

/**
 * Every JSONata expression in a value, without its `{% %}`.
 *
 * @example
 * ```ts example
 * import { jsonataExpressionsIn } from "@alpha-engine/definition/data-flow";
 *
 * console.log(jsonataExpressionsIn({ Payload: { day: "{% $states.input.run_date %}" } }, "/States/A/Arguments"));
 * ```
 * ```text output
 * [
 *   {
 *     expression: '$states.input.run_date',
 *     pointer: '/States/A/Arguments/Payload/day'
 *   }
 * ]
 * ```
 */
export function jsonataExpressionsIn(template: JsonValue | undefined, pointer: string): readonly JsonataExpression[] {
  const found: JsonataExpression[] = [];
  const pending: [JsonValue | undefined, string][] = [[template, pointer]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [value, place] = next;
    const expression = expressionOf(value);
    if (expression !== undefined) found.push({ expression, pointer: place });
    else if (Array.isArray(value)) value.forEach((item, index) => pending.push([item as JsonValue, at(place, index)]));
    else if (isObject(value)) for (const [key, item] of Object.entries(value)) pending.push([item, at(place, key)]);
  }
  return found;
}
