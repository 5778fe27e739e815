import type { Intrinsic } from "../intrinsics/intrinsic.ts";
import type { JsonValue } from "../json.ts";
import type { Path } from "../paths/path.ts";

/** A compiled payload template. */
export type Template =
  | { readonly kind: "literal"; readonly value: JsonValue }
  | { readonly kind: "object"; readonly entries: readonly (readonly [key: string, template: Template])[] }
  | { readonly kind: "list"; readonly items: readonly Template[] }
  | { readonly kind: "path"; readonly field: string; readonly path: Path }
  | { readonly kind: "call"; readonly field: string; readonly call: Intrinsic }
  | Jsonata;

/** A JSONata expression and the field it stands in, as AWS names it: `Arguments/FunctionName`. */
export interface Jsonata {
  readonly kind: "jsonata";
  readonly field: string;
  readonly expression: string;
}
