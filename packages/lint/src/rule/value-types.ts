import { callOf } from "@alpha-engine/definition/data-flow";

import { inside, outcomes, outermost } from "./jsonata-texts.ts";

/** What kind of JSON value an expression gives, where the expression alone tells. */
export type ValueType = "text" | "number" | "boolean" | "list" | "object";

const OF_INTRINSICS: Readonly<Record<string, ValueType>> = {
  "States.Array": "list",
  "States.ArrayContains": "boolean",
  "States.ArrayLength": "number",
  "States.ArrayPartition": "list",
  "States.ArrayRange": "list",
  "States.ArrayUnique": "list",
  "States.Base64Decode": "text",
  "States.Base64Encode": "text",
  "States.Format": "text",
  "States.Hash": "text",
  "States.JsonMerge": "object",
  "States.JsonToString": "text",
  "States.MathAdd": "number",
  "States.MathRandom": "number",
  "States.StringSplit": "list",
  "States.UUID": "text",
};
const OF_CONTEXT: Readonly<Record<string, ValueType>> = {
  "Execution.Id": "text",
  "Execution.Name": "text",
  "Execution.RedriveCount": "number",
  "Execution.RoleArn": "text",
  "Execution.StartTime": "text",
  "Map.Item.Index": "number",
  "State.EnteredTime": "text",
  "State.Name": "text",
  "State.RetryCount": "number",
  "StateMachine.Id": "text",
  "StateMachine.Name": "text",
  "Task.Token": "text",
};
/** Of one value; of a list of them JSONata makes a list. */
const OF_FUNCTIONS: Readonly<Record<string, ValueType>> = {
  abs: "number",
  average: "number",
  base64decode: "text",
  base64encode: "text",
  boolean: "boolean",
  ceil: "number",
  contains: "boolean",
  count: "number",
  exists: "boolean",
  floor: "number",
  formatNumber: "text",
  fromMillis: "text",
  join: "text",
  length: "number",
  lowercase: "text",
  max: "number",
  merge: "object",
  millis: "number",
  min: "number",
  not: "boolean",
  now: "text",
  number: "number",
  power: "number",
  random: "number",
  replace: "text",
  round: "number",
  sqrt: "number",
  string: "text",
  substring: "text",
  substringAfter: "text",
  substringBefore: "text",
  sum: "number",
  toMillis: "number",
  trim: "text",
  uppercase: "text",
  uuid: "text",
};

/** What a path of the context or an intrinsic gives. */
export function typeOfPathOrCall(text: string): ValueType | undefined {
  if (text.startsWith("$$.")) return OF_CONTEXT[text.slice(3)];
  if (text.startsWith("$")) return undefined;
  return OF_INTRINSICS[callOf(text)?.name ?? ""];
}

/** What a JSONata text of a definition gives, where its outermost part tells. */
export function typeOfJsonata(text: string): ValueType | undefined {
  const types = outcomes(inside(text) ?? "").map(typeOfExpression);
  return types.every((type) => type === types[0]) ? types[0] : undefined;
}

function typeOfExpression(expression: string): ValueType | undefined {
  const signs = outermost(expression) ?? "";
  if (/:=|;|\?|^\//.test(signs)) return undefined;
  if (signs.startsWith("$states.context.")) return OF_CONTEXT[signs.slice("$states.context.".length)];
  const [, name = ""] = /(?<=^|~>\s*)\$(\w+)(?:\(\))?$/.exec(signs) ?? [];
  if (name !== "" && signs !== `$${name}`) return OF_FUNCTIONS[name];
  if (signs.includes("~>")) return undefined;
  if (/[<>=]|\b(?:and|or|in)\b/.test(signs)) return "boolean";
  if (signs.includes("&")) return "text";
  return OF_LITERALS.find(({ form }) => form.test(signs))?.type;
}

const OF_LITERALS: readonly { readonly form: RegExp; readonly type: ValueType }[] = [
  { form: /^-?\d+(?:\.\d+)?$/, type: "number" },
  { form: /^(?:true|false)$/, type: "boolean" },
  { form: /^""$/, type: "text" },
  { form: /^\[\]$/, type: "list" },
  { form: /^\{\}$/, type: "object" },
  { form: /^(?!.*\.\s*\*|.*\*\*)[^"]*[\w)\]]\s*[-+*/%]\s*[\w($][^"]*$/, type: "number" },
];
