import type { Path } from "../paths/path.ts";
import type { IntrinsicName } from "./functions.ts";

/** A compiled call of an intrinsic function. */
export interface Intrinsic {
  readonly kind: "call";
  /** As written. */
  readonly text: string;
  readonly name: IntrinsicName;
  readonly arguments: readonly Argument[];
}

/**
 * An argument of an intrinsic: another call, a path, a value, or the template of `States.Format` cut at its `{}`.
 * `problem` says what is wrong with a template; the call fails with it.
 */
export type Argument =
  | Intrinsic
  | { readonly kind: "path"; readonly path: Path }
  | { readonly kind: "value"; readonly value: string | number | boolean | null }
  | { readonly kind: "format"; readonly pieces: readonly string[]; readonly problem?: string };
