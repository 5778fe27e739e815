import { invalid } from "./sns-error.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type Conditions = readonly Json[];

/** Keys that hold conditions, or, for bodies, further keys; `$or` holds policies of which one must match. */
export interface FilterPolicy {
  readonly [key: string]: Conditions | FilterPolicy;
}

/** Source: documentation of subscription filter policies, 2026-11. Refusals begin as SNS begins them. */
export function readFilterPolicy(text: string, scope: string): FilterPolicy {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw invalid("FilterPolicy: failed to parse JSON.");
  }
  if (!isObject(policy)) throw invalid("FilterPolicy: failed to parse JSON.");
  checkKeys(policy, scope === "MessageBody");
  return policy as FilterPolicy;
}

function checkKeys(policy: Readonly<Record<string, unknown>>, nested: boolean): void {
  for (const [key, value] of Object.entries(policy)) {
    if (key === "$or" && Array.isArray(value) && value.length > 1 && value.every(isObject)) {
      for (const each of value) checkKeys(each, nested);
    } else if (Array.isArray(value)) {
      if (value.length === 0) throw invalid(`FilterPolicy: Empty arrays are not allowed`);
      for (const each of value) checkCondition(key, each);
    } else if (isObject(value) && nested) {
      checkKeys(value, nested);
    } else if (isObject(value)) {
      throw invalid("FilterPolicy: Filter policy scope MessageAttributes does not support nested filter policy");
    } else {
      throw invalid(`FilterPolicy: "${key}" must be an object or an array`);
    }
  }
}

const OPERATORS: Readonly<Record<string, (operand: unknown) => boolean>> = {
  prefix: (operand) => typeof operand === "string",
  suffix: (operand) => typeof operand === "string",
  wildcard: (operand) => typeof operand === "string",
  cidr: (operand) => typeof operand === "string",
  "equals-ignore-case": (operand) => typeof operand === "string",
  exists: (operand) => typeof operand === "boolean",
  "anything-but": (operand) => operand !== null && operand !== undefined,
  numeric: (operand) => Array.isArray(operand) && isRange(operand),
};

function checkCondition(key: string, condition: unknown): void {
  if (!isObject(condition)) {
    if (Array.isArray(condition))
      throw invalid("FilterPolicy: Match value must be String, number, true, false, or null");
    return;
  }
  const [[name, operand] = ["", undefined], ...more] = Object.entries(condition);
  if (more.length > 0) throw invalid("FilterPolicy: Only one key allowed in match expression");
  const check = OPERATORS[name];
  if (check === undefined) throw invalid(`FilterPolicy: Unrecognized match type ${name}`);
  if (!check(operand)) throw invalid(`FilterPolicy: ${name} match pattern of "${key}" has a value of the wrong type`);
}

function isRange(operand: readonly unknown[]): boolean {
  const pairs = operand.length === 2 || operand.length === 4;
  return pairs && operand.every((each, index) => (index % 2 === 0 ? isComparison(each) : typeof each === "number"));
}

function isComparison(value: unknown): boolean {
  return typeof value === "string" && ["=", "<", "<=", ">", ">="].includes(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
