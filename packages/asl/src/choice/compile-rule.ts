import { isArray, isObject, type JsonObject, type JsonPrimitive, type JsonValue } from "../json.ts";
import { parsePath } from "../paths/parse-path.ts";
import type { Path } from "../paths/path.ts";
import { at, type Report } from "../problem.ts";
import { SyntaxProblem } from "../scanner.ts";
import { compileJsonata, type Compilation } from "../templates/compile.ts";
import { parseTimestamp } from "../timestamp.ts";
import { type CompareRule, type Operator, OPERATORS, type Rule } from "./rule.ts";

/** Compiles one choice rule of either query language. */
export function compileRule(
  value: JsonObject,
  { pointer, field }: { readonly pointer: string; readonly field: string },
  language: "JSONPath" | "JSONata",
  context: Compilation,
): Rule | undefined {
  if (language === "JSONPath") return compileComparison(value, pointer, context.report);
  const condition = value["Condition"];
  if (typeof condition === "boolean") return { kind: "constant", value: condition };
  const compiled =
    typeof condition === "string"
      ? compileJsonata(condition, { field, pointer: at(pointer, "Condition") }, context)
      : undefined;
  if (compiled === undefined)
    context.report(
      at(pointer, "Condition"),
      "MISSING_FIELD",
      "A JSONata choice rule needs a Condition: a boolean or {% an expression %}.",
    );
  return compiled;
}

function compileComparison(value: JsonValue | undefined, pointer: string, report: Report): Rule | undefined {
  if (!isObject(value)) {
    report(pointer, "WRONG_TYPE", "A choice rule must be an object.");
    return undefined;
  }
  for (const [name, kind] of [
    ["And", "and"],
    ["Or", "or"],
  ] as const) {
    const rules = value[name];
    if (rules === undefined) continue;
    if (!isArray(rules) || rules.length === 0) {
      report(at(pointer, name), "WRONG_TYPE", `${name} must be a list with at least one rule.`);
      return undefined;
    }
    const compiled = rules.map((rule, index) => compileComparison(rule, at(pointer, name, index), report));
    const good = compiled.filter((rule) => rule !== undefined);
    return good.length === compiled.length ? { kind, rules: good } : undefined;
  }
  if (value["Not"] !== undefined) {
    const rule = compileComparison(value["Not"], at(pointer, "Not"), report);
    return rule === undefined ? undefined : { kind: "not", rule };
  }
  return compileSingle(value, pointer, report);
}

function compileSingle(value: JsonObject, pointer: string, report: Report): CompareRule | undefined {
  const variable = readPath(value["Variable"], at(pointer, "Variable"), report);
  const found = OPERATORS.flatMap((operator) =>
    [operator, `${operator}Path`].map((field) => ({ operator, field })),
  ).filter(({ field }) => value[field] !== undefined);
  const [only] = found;
  if (only === undefined || found.length > 1) {
    report(pointer, "WRONG_VALUE", "A choice rule needs exactly one comparison operator.");
    return undefined;
  }
  const expected = readExpected(only, value[only.field] ?? null, at(pointer, only.field), report);
  return variable === undefined || expected === undefined
    ? undefined
    : { kind: "compare", variable, operator: only.operator, expected };
}

function readExpected(
  { operator, field }: { readonly operator: Operator; readonly field: string },
  value: JsonValue,
  pointer: string,
  report: Report,
): CompareRule["expected"] | undefined {
  if (field !== operator) {
    const path = readPath(value, pointer, report);
    return path === undefined ? undefined : { kind: "path", path };
  }
  const type = operator.startsWith("Numeric") ? "number" : /^(?:Boolean|Is)/.test(operator) ? "boolean" : "string";
  if (typeof value !== type) {
    report(pointer, "WRONG_TYPE", `${operator} must be a ${type}, got ${JSON.stringify(value)}.`);
    return undefined;
  }
  if (operator.startsWith("Timestamp") && parseTimestamp(asText(value)) === undefined) {
    report(
      pointer,
      "INVALID_TIMESTAMP",
      `${operator} must be an ISO-8601 extended offset date-time, got '${asText(value)}'.`,
    );
  }
  return { kind: "literal", value: value as JsonPrimitive };
}

function readPath(value: JsonValue | undefined, pointer: string, report: Report): Path | undefined {
  if (typeof value !== "string") {
    report(pointer, "MISSING_FIELD", `A choice rule needs a JSONPath here, got ${JSON.stringify(value) ?? "nothing"}.`);
    return undefined;
  }
  try {
    return parsePath(value);
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    report(pointer, "INVALID_PATH", `'${value}' is not a valid JSONPath: ${error.message}.`);
    return undefined;
  }
}

function asText(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
