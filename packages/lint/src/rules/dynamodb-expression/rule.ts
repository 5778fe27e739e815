import type { JsonObject, JsonValue } from "@alpha-engine/asl";
import { at, isObject, textOf } from "@alpha-engine/definition/tree";

import type { Rule } from "../../rule/rule.ts";
import { RESERVED } from "./reserved.ts";

const SYNTAX = new Set(["ADD", "AND", "BETWEEN", "DELETE", "IN", "NOT", "OR", "REMOVE", "SET"]);
const SIDES = [
  { field: "ExpressionAttributeValues", placeholder: /:\w+/g, what: "value" },
  { field: "ExpressionAttributeNames", placeholder: /#\w+/g, what: "name" },
];

export const rule: Rule = {
  id: "dynamodb-expression",
  severity: "error",
  preset: "recommended",
  what: "A DynamoDB expression whose placeholders are not the ones that are given, or that uses a reserved word as a name.",
  why: "DynamoDB refuses the call with a ValidationException, each time.",
  mend: "Give every :value and #name that the expressions use, and none besides; put a reserved word (status, name, data) behind a #name.",
  known:
    "documentation of expressions and of the reserved words; public definitions, where names were mended on one side only",
  *check({ states }) {
    for (const state of states) {
      if (state.call?.service !== "dynamodb") continue;
      const pending: [JsonValue, string][] = [[state.call.parameters, state.call.parametersPointer]];
      for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        const [value, pointer] = next;
        if (Array.isArray(value))
          (value as readonly JsonValue[]).forEach((item, index) => pending.push([item, at(pointer, index)]));
        if (!isObject(value)) continue;
        for (const [key, item] of Object.entries(value)) pending.push([item, at(pointer, key)]);
        for (const { message, place } of problemsOf(value)) yield { message, state, pointer: at(pointer, ...place) };
      }
    }
  },
};

interface Problem {
  readonly message: string;
  /** Where in the request. */
  readonly place: readonly string[];
}

function* problemsOf(request: JsonObject): Iterable<Problem> {
  const fields = Object.keys(request).filter((key) => /Expression(?:\.\$)?$/.test(key));
  if (fields.length === 0) return;
  const texts = fields.map((key) => [key, request[key]] as const);
  const isKnown = texts.every(([, text]) => isLiteral(text)) && !fields.some((key) => key.endsWith(".$"));
  const all = texts.map(([, text]) => textOf(text)).join(" ");
  for (const side of SIDES) {
    const given = request[side.field];
    const isGiven = isObject(given) || (given === undefined && request[`${side.field}.$`] === undefined);
    if (!isKnown || !isGiven) continue;
    yield* unmatched(side, all, { names: isObject(given) ? Object.keys(given) : [], fields });
  }
  for (const [field, text] of texts) {
    if (!isLiteral(text) || field.endsWith(".$")) continue;
    yield* reservedIn(textOf(text), field);
    if (field === "UpdateExpression") yield* clausesOf(textOf(text));
  }
}

/** SET says name = value; ADD and DELETE say name value. */
function* clausesOf(text: string): Iterable<Problem> {
  for (const [, clause = "", actions = ""] of text.matchAll(
    /\b(SET|ADD|DELETE)\s+(.*?)(?=\s+(?:SET|ADD|DELETE|REMOVE)\s|$)/gis,
  )) {
    const isSet = clause.toUpperCase() === "SET";
    if (isSet !== actions.includes("="))
      yield {
        message: isSet
          ? `SET ${actions} gives nothing: it takes name = value`
          : `${clause} takes no =: it takes name and value`,
        place: ["UpdateExpression"],
      };
  }
}

function* unmatched(
  { field, placeholder, what }: (typeof SIDES)[number],
  expressions: string,
  { names, fields }: { readonly names: readonly string[]; readonly fields: readonly string[] },
): Iterable<Problem> {
  const used = new Set(expressions.match(placeholder));
  const given = names.map((name) => name.replace(/\.\$$/, ""));
  for (const name of used)
    if (!given.includes(name))
      yield { message: `${name} is used, and ${field} has no ${what} of it`, place: fields.slice(0, 1) };
  for (const [index, name] of given.entries())
    if (!used.has(name))
      yield { message: `${field} has ${name}, which no expression uses`, place: [field, names[index] ?? ""] };
}

function* reservedIn(text: string, field: string): Iterable<Problem> {
  for (const [word] of text.matchAll(/(?<![\w:#])[A-Za-z_]\w*(?!\w|\s*\()/g))
    if (RESERVED.has(word.toUpperCase()) && !SYNTAX.has(word.toUpperCase()))
      yield { message: `${word} is a reserved word of DynamoDB: it takes a #name`, place: [field] };
}

function isLiteral(value: JsonValue | undefined): boolean {
  return typeof value === "string" && !value.startsWith("{%") && !value.includes("${");
}
