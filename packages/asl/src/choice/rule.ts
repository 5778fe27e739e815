import type { JsonPrimitive } from "../json.ts";
import type { Path } from "../paths/path.ts";
import type { Jsonata } from "../templates/template.ts";

/** A compiled choice rule. */
export type Rule =
  | { readonly kind: "and" | "or"; readonly rules: readonly Rule[] }
  | { readonly kind: "not"; readonly rule: Rule }
  | { readonly kind: "constant"; readonly value: boolean }
  | Jsonata
  | CompareRule;

/** A comparison of the value at a path with a literal or with the value at another path. */
export interface CompareRule {
  readonly kind: "compare";
  readonly variable: Path;
  readonly operator: Operator;
  readonly expected:
    | { readonly kind: "literal"; readonly value: JsonPrimitive }
    | { readonly kind: "path"; readonly path: Path };
}

/** The name of a comparison, without the `Path` at its end: one of {@link OPERATORS}. */
export type Operator = (typeof OPERATORS)[number];

/** Every comparison; all but `StringMatches` and the `Is…` ones exist with `Path` at their end too. */
export const OPERATORS = [
  "StringEquals",
  "StringLessThan",
  "StringGreaterThan",
  "StringLessThanEquals",
  "StringGreaterThanEquals",
  "StringMatches",
  "NumericEquals",
  "NumericLessThan",
  "NumericGreaterThan",
  "NumericLessThanEquals",
  "NumericGreaterThanEquals",
  "BooleanEquals",
  "TimestampEquals",
  "TimestampLessThan",
  "TimestampGreaterThan",
  "TimestampLessThanEquals",
  "TimestampGreaterThanEquals",
  "IsNull",
  "IsPresent",
  "IsNumeric",
  "IsString",
  "IsBoolean",
  "IsTimestamp",
] as const;
