import type { JsonObject, JsonValue } from "@alpha-engine/asl";
import { routeOf } from "@alpha-engine/definition/data-flow";
import { at, isObject, listOf, type StateNode } from "@alpha-engine/definition/tree";
import { nearest } from "@alpha-engine/dialect";

import type { LintContext } from "../../rule/context.ts";
import { inside } from "../../rule/jsonata-texts.ts";
import type { Found, Rule } from "../../rule/rule.ts";
import type { ValueType } from "../../rule/value-types.ts";
import { assignedTo, type Written, writtenAt } from "../../rule/written-types.ts";

export const rule: Rule = {
  id: "choice-type",
  severity: "error",
  preset: "recommended",
  what: "A Choice compares a value with one of another type: a number with a text, a text with true; or with a text that the service never answers.",
  why: "A comparison across types is not an error, it is never true: the run always takes the other way.",
  mend: "NumericEquals for numbers, BooleanEquals for true and false, StringEquals for texts; in JSONata a number without quotes.",
  known: "public definitions: a count compared with StringEquals, a status misspelled in a poll (2020 to 2025)",
  *check(context) {
    for (const state of context.states) {
      if (state.type !== "Choice") continue;
      for (const [index, entry] of listOf(state.raw["Choices"]).entries()) {
        if (!isObject(entry)) continue;
        const pointer = at(state.pointer, "Choices", index);
        for (const comparison of state.isJsonata ? inCondition(entry) : inRules(entry)) {
          const written = writtenOf(comparison, state, context);
          const problem = written === undefined ? undefined : mismatch(comparison, written);
          if (problem !== undefined) yield { ...problem, state, pointer };
        }
      }
    }
  },
};

interface Comparison {
  /** As written. */
  readonly text: string;
  readonly variable?: string | undefined;
  readonly keys: readonly string[];
  /** What it is compared with. */
  readonly type: ValueType;
  readonly value?: JsonValue | undefined;
  readonly how: string;
}

const OPERATORS: readonly (readonly [RegExp, ValueType])[] = [
  [/^(?:String|Timestamp)/, "text"],
  [/^Numeric/, "number"],
  [/^Boolean/, "boolean"],
];

function* inRules(entry: JsonObject): Iterable<Comparison> {
  for (const part of [...listOf(entry["And"]), ...listOf(entry["Or"]), entry["Not"]])
    if (isObject(part)) yield* inRules(part);
  const text = entry["Variable"];
  const route = typeof text === "string" ? routeOf(text) : undefined;
  if (typeof text !== "string" || route === undefined || !route.definite || route.root !== "input") return;
  for (const [name, value] of Object.entries(entry)) {
    const type = OPERATORS.find(([form]) => form.test(name))?.[1];
    if (type !== undefined)
      yield { text, keys: route.keys, type, how: name, value: name === "StringEquals" ? value : undefined };
  }
}

/** `place = literal`, on either side of and, or. */
const COMPARED =
  /(?<![\w.$)\]])\$(?:states\.input\.)?([A-Za-z_]\w*(?:\.\w+)*)\s*(=|!=|<=|>=|<|>)\s*('[^']*'|"[^"]*"|-?\d+(?:\.\d+)?|true|false)(?=\s*(?:$|\)|and\b|or\b))/g;

function* inCondition(entry: JsonObject): Iterable<Comparison> {
  const condition = typeof entry["Condition"] === "string" ? inside(entry["Condition"]) : undefined;
  for (const [whole, path = "", how = "", literal = ""] of (condition ?? "").matchAll(COMPARED)) {
    const keys = path.split(".");
    if (keys[0] === "states") continue;
    const isInput = whole.startsWith("$states.input.");
    const value: JsonValue = /^['"]/.test(literal) ? literal.slice(1, -1) : (JSON.parse(literal) as JsonValue);
    const type = typeof value === "string" ? "text" : (typeof value as "number" | "boolean");
    yield {
      text: isInput ? `$states.input.${path}` : `$${path}`,
      variable: isInput ? undefined : keys[0],
      keys: isInput ? keys : keys.slice(1),
      type,
      how,
      value: how === "=" ? value : undefined,
    };
  }
}

function writtenOf({ variable, keys }: Comparison, state: StateNode, { states }: LintContext): Written | undefined {
  if (variable !== undefined) return assignedTo(variable, keys, states);
  return state.isJsonata ? undefined : writtenAt(state, keys);
}

function mismatch(
  { text, type, value, how }: Comparison,
  written: Written,
): Pick<Found, "message" | "severity"> | undefined {
  if (written.type !== type)
    return {
      message: `${text} is a ${written.type}: ${how} with a ${type} ${how === "!=" ? "always" : "never"} holds`,
    };
  const { oneOf } = written;
  if (typeof value !== "string" || oneOf === undefined || oneOf.includes(value) || value.includes("${"))
    return undefined;
  const near = nearest(value, oneOf);
  return {
    message: `${text} is never ${value}, as far as the service is known${near === undefined ? "" : `; ${near} is one of its values`}`,
    severity: "warning",
  };
}
