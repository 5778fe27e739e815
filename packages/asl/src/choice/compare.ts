import type { JsonValue } from "../json.ts";
import { parseTimestamp } from "../timestamp.ts";
import type { Operator } from "./rule.ts";

/** Compares as AWS does: values of the wrong type never match; `actual` is `undefined` where the path found nothing. */
export function compare(operator: Operator, actual: JsonValue | undefined, expected: JsonValue | undefined): boolean {
  if (operator.startsWith("Is")) return isOfKind(operator, actual) === expected;
  if (operator === "StringMatches")
    return typeof actual === "string" && typeof expected === "string" && globMatches(expected, actual);
  if (operator === "BooleanEquals") return typeof actual === "boolean" && actual === expected;
  if (operator.startsWith("String"))
    return typeof actual === "string" && typeof expected === "string" && ordered(operator, actual, expected);
  if (operator.startsWith("Numeric"))
    return typeof actual === "number" && typeof expected === "number" && ordered(operator, actual, expected);
  const instant = typeof actual === "string" ? parseTimestamp(actual) : undefined;
  const other = typeof expected === "string" ? parseTimestamp(expected) : undefined;
  return instant !== undefined && other !== undefined && ordered(operator, instant, other);
}

function isOfKind(operator: Operator, value: JsonValue | undefined): boolean {
  if (operator === "IsPresent") return value !== undefined;
  if (operator === "IsNull") return value === null;
  if (operator === "IsTimestamp") return typeof value === "string" && parseTimestamp(value) !== undefined;
  const types: Partial<Record<Operator, string>> = { IsNumeric: "number", IsString: "string", IsBoolean: "boolean" };
  return typeof value === types[operator];
}

function ordered<T extends string | number | bigint>(operator: Operator, a: T, b: T): boolean {
  if (operator.endsWith("LessThanEquals")) return a <= b;
  if (operator.endsWith("GreaterThanEquals")) return a >= b;
  if (operator.endsWith("LessThan")) return a < b;
  return operator.endsWith("GreaterThan") ? a > b : a === b;
}

/** `*` matches any run of characters, `\*` an asterisk, `\\` a backslash. Linear, whatever the pattern. */
function globMatches(pattern: string, text: string): boolean {
  const parts = [""];
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern.charAt(index);
    if (character === "*") parts.push("");
    else
      parts[parts.length - 1] += character === "\\" && index + 1 < pattern.length ? pattern.charAt(++index) : character;
  }
  const [first = "", ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  let from = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return from <= text.length - last.length;
}
