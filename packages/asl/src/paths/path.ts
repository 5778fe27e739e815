import type { RegularExpression } from "../regular-expressions/regular-expression.ts";

/** A compiled JSONPath. */
export interface Path {
  /** As written. */
  readonly text: string;
  /** `input` for `$`, `context` for `$$`, else the name of a variable. */
  readonly root: PathRoot;
  readonly segments: readonly Segment[];
  /** Whether it can hit one place only. A path that is not definite yields a list, possibly an empty one. */
  readonly definite: boolean;
}

type PathRoot = { readonly kind: "input" | "context" } | { readonly kind: "variable"; readonly name: string };

/** One step of a JSONPath: what it selects from each value before it. */
export type Segment =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "names"; readonly names: readonly string[] }
  | { readonly kind: "indexes"; readonly indexes: readonly number[] }
  | { readonly kind: "slice"; readonly start?: number; readonly end?: number; readonly step: number }
  | { readonly kind: "wildcard" }
  | { readonly kind: "descend" }
  | { readonly kind: "filter"; readonly test: Filter }
  | { readonly kind: "function"; readonly name: PathFunction };

export type PathFunction = "length" | "min" | "max" | "avg" | "sum" | "keys" | "first" | "last";

export type Filter =
  | { readonly kind: "and" | "or"; readonly left: Filter; readonly right: Filter }
  | { readonly kind: "not"; readonly operand: Filter }
  | { readonly kind: "exists"; readonly path: FilterPath }
  | { readonly kind: "compare"; readonly operator: Comparison; readonly left: Operand; readonly right: Operand };

export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=" | "=~" | "in" | "nin";

export type Operand =
  | { readonly kind: "literal"; readonly value: unknown }
  | { readonly kind: "pattern"; readonly pattern: RegularExpression }
  | { readonly kind: "path"; readonly path: FilterPath };

/** A path inside a filter: `@` is the item, `$` the whole. */
export interface FilterPath {
  readonly relative: boolean;
  readonly segments: readonly Segment[];
  readonly definite: boolean;
}
