import { StateMachineError } from "../errors.ts";
import { pathExpression } from "./expression.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A rule of a Choice state with its comparison as one condition. */
export function conditionOf({ Next, ...rule }: Fields): Fields {
  return { Condition: `{% ${condition(rule)} %}`, Next };
}

function condition(rule: Fields): string {
  if (Array.isArray(rule["And"])) return joined(rule["And"] as readonly Fields[], "and");
  if (Array.isArray(rule["Or"])) return joined(rule["Or"] as readonly Fields[], "or");
  if (rule["Not"] !== undefined) return `$not(${condition(rule["Not"] as Fields)})`;
  return compare(rule);
}

function joined(rules: readonly Fields[], operator: "and" | "or"): string {
  return `(${rules.map(condition).join(` ${operator} `)})`;
}

/** A comparison with something of another type, or nothing, is false, as it is in JSONPath. */
function compare({ Variable, ...comparison }: Fields): string {
  const [operator = "", expected] = Object.entries(comparison)[0] ?? [];
  const value = pathExpression(String(Variable));
  switch (operator) {
    case "IsPresent":
      return expected === true ? present(value) : `$not(${present(value)})`;
    case "IsString":
    case "IsBoolean":
      return `$type(${value}) = "${operator.slice(2).toLowerCase()}"`;
    case "StringEquals":
    case "BooleanEquals":
    case "NumericEquals":
      return `${value} = ${JSON.stringify(expected)}`;
    case "NumericGreaterThanEquals":
      return `($type(${value}) = "number" ? ${value} >= ${String(expected)} : false)`;
    case "StringLessThan":
      return `($type(${value}) = "string" ? ${value} < ${JSON.stringify(expected)} : false)`;
    case "StringMatches":
      return `($type(${value}) = "string" ? $contains(${value},${pattern(String(expected))}) : false)`;
    default:
      throw new StateMachineError("NOT_TRANSLATABLE", `no JSONata is known here for the comparison ${operator}`, {
        hint: "use another comparison, or build this machine in JSONPath",
      });
  }
}

/** JSONata takes a single value for a list of one; a place in a list is there only if it is one. */
function present(value: string): string {
  const [, list, index] = /^(.*)\[(\d+)\]$/.exec(value) ?? [];
  return list === undefined ? `$exists(${value})` : `($type(${list}) = "array" and $count(${list}) > ${index})`;
}

function pattern(text: string): string {
  const escaped = text.replaceAll(/[.+?^$()[\]{}|\\/]/g, String.raw`\$&`).replaceAll("*", String.raw`[\s\S]*`);
  return `/^${escaped}$/`;
}
