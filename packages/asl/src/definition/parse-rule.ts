import { OPERATORS, type CompareRule, type Operator, type Rule } from "../choice/rule.ts";
import { isObject, type JsonPrimitive, type JsonValue } from "../json.ts";
import { parsePath } from "../paths/parse-path.ts";
import type { Path } from "../paths/path.ts";
import { isReferencePath, referencePathProblem } from "../paths/reference-path.ts";
import { at } from "../problem.ts";
import { SyntaxProblem } from "../scanner.ts";
import { compileJsonata, isDelimited, NOT_DELIMITED } from "../templates/compile.ts";
import { parseTimestamp } from "../timestamp.ts";
import type { StateContext } from "./context.ts";
import { fieldOf } from "./field-values.ts";
import { Fields } from "./fields.ts";
import { FIELDS } from "./known-fields.ts";

const SELECTORS = ["And", "Or", "Not", "Variable", "Condition"];
/** In the order in which AWS lists them. [recordings: corpus-2, choice_validation] */
const COMPARISONS =
  "StringEquals, IsBoolean, StringLessThan, IsNumeric, BooleanEquals, StringLessThanEqualsPath, NumericLessThan, NumericGreaterThan, NumericLessThanPath, StringMatches, TimestampLessThanEqualsPath, NumericEquals, TimestampGreaterThan, StringGreaterThanEqualsPath, TimestampGreaterThanEqualsPath, TimestampLessThanEquals, NumericLessThanEqualsPath, TimestampEquals, BooleanEqualsPath, IsTimestamp, StringLessThanEquals, NumericLessThanEquals, StringLessThanPath, TimestampGreaterThanPath, StringGreaterThan, StringGreaterThanPath, IsString, StringEqualsPath, TimestampEqualsPath, TimestampLessThan, StringGreaterThanEquals, NumericGreaterThanPath, NumericGreaterThanEquals, NumericEqualsPath, TimestampLessThanPath, IsNull, IsPresent, TimestampGreaterThanEquals, NumericGreaterThanEqualsPath".split(
    ", ",
  );

/** Reads one entry of `Choices` of either query language, as a rule. */
export function parseRule(context: StateContext): Rule | undefined {
  const { fields, queryLanguage: language } = context;
  fields.close(FIELDS.choiceRule, language);
  if (!hasOneSelector(fields)) return undefined;
  if (language === "JSONPath") return fields.has("Condition") ? undefined : readRule(fields);
  return fields.has("Condition") ? readCondition(context) : undefined;
}

function hasOneSelector(fields: Fields): boolean {
  if (SELECTORS.filter((name) => fields.has(name)).length === 1) return true;
  fields.reportAt(
    fields.pointer,
    "WRONG_VALUE",
    `The object must have only one of the following fields, [${SELECTORS.join(", ")}]`,
  );
  return false;
}

function readCondition(context: StateContext): Rule | undefined {
  const { fields } = context;
  const condition = fields.get("Condition");
  if (typeof condition === "boolean") return { kind: "constant", value: condition };
  const pointer = at(fields.pointer, "Condition");
  if (typeof condition === "string" && isDelimited(condition))
    return compileJsonata(condition, { field: fieldOf("Condition", context), pointer }, context);
  const code = typeof condition === "string" ? "WRONG_VALUE" : "WRONG_TYPE";
  context.report(pointer, code, NOT_DELIMITED, { hint: "a condition is a boolean or {% an expression %}" });
  return undefined;
}

function readRule(fields: Fields): Rule | undefined {
  if (fields.has("Not")) {
    const rule = readNested(fields.get("Not"), at(fields.pointer, "Not"), fields);
    return rule === undefined ? undefined : { kind: "not", rule };
  }
  if (fields.has("Variable")) return readComparison(fields);
  const name = fields.has("And") ? "And" : "Or";
  const rules = fields.array(name);
  if (rules?.length === 0) fields.report(name, "MISSING_FIELD", "Value cannot be empty");
  const read = (rules ?? []).map((rule, index) => readNested(rule, at(fields.pointer, name, index), fields));
  const good = read.filter((rule) => rule !== undefined);
  if (good.length === 0 || good.length < read.length) return undefined;
  return { kind: name === "And" ? "and" : "or", rules: good };
}

function readNested(value: JsonValue | undefined, pointer: string, { reportAt }: Fields): Rule | undefined {
  if (!isObject(value)) {
    reportAt(pointer, "WRONG_TYPE", "Expected value of type [OBJECT]");
    return undefined;
  }
  const fields = new Fields(value, pointer, reportAt);
  fields.close(FIELDS.nestedRule, "JSONPath");
  return hasOneSelector(fields) && !fields.has("Condition") ? readRule(fields) : undefined;
}

function readComparison(fields: Fields): CompareRule | undefined {
  const variable = readPath("Variable", fields);
  fields.onlyOne(COMPARISONS, { needed: true });
  const found = OPERATORS.flatMap((operator) =>
    [operator, `${operator}Path`].map((field) => ({ operator, field })),
  ).find(({ field }) => fields.has(field));
  if (found === undefined) return undefined;
  const expected = readExpected(found, fields);
  return variable === undefined || expected === undefined
    ? undefined
    : { kind: "compare", variable, operator: found.operator, expected };
}

function readExpected(
  { operator, field }: { readonly operator: Operator; readonly field: string },
  fields: Fields,
): CompareRule["expected"] | undefined {
  if (field !== operator) {
    const path = readPath(field, fields);
    return path === undefined ? undefined : { kind: "path", path };
  }
  const value = operator.startsWith("Numeric")
    ? fields.number(operator, { whole: false })
    : /^(?:Boolean|Is)/.test(operator)
      ? fields.boolean(operator)
      : fields.text(operator);
  if (value === undefined) return undefined;
  if (operator.startsWith("Timestamp") && parseTimestamp(String(value)) === undefined)
    fields.report(operator, "INVALID_TIMESTAMP", "String does not match RFC3339 timestamp", {
      hint: `like 2026-01-31T12:00:00Z, got '${String(value)}'`,
    });
  return { kind: "literal", value: value satisfies JsonPrimitive };
}

function readPath(name: string, fields: Fields): Path | undefined {
  const value = fields.text(name);
  if (value === undefined) return undefined;
  let hint: string | undefined;
  try {
    const path = parsePath(value);
    if (isReferencePath(path)) return path;
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    hint = error.message;
  }
  fields.report(name, "INVALID_PATH", referencePathProblem(value), { hint });
  return undefined;
}
