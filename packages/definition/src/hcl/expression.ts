import type { Place } from "../source/place.ts";
import type { Text } from "../source/text.ts";

/** A block of a file: `resource "type" "name" { … }`; the file itself is one without a type. */
export interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  readonly place: Place;
  readonly attributes: readonly Attribute[];
  readonly blocks: readonly Block[];
}

/** `name = value` */
export interface Attribute {
  readonly name: string;
  readonly place: Place;
  readonly value: Expression;
}

/** A value as it is written. */
export type Expression =
  | { readonly kind: "object"; readonly place: Place; readonly members: readonly ObjectMember[] }
  | { readonly kind: "list"; readonly place: Place; readonly items: readonly Expression[] }
  | { readonly kind: "template"; readonly place: Place; readonly parts: readonly Part[] }
  | { readonly kind: "scalar"; readonly place: Place; readonly value: number | boolean | null }
  | { readonly kind: "call"; readonly place: Place; readonly name: string; readonly arguments: readonly Expression[] }
  | Open;

export interface ObjectMember {
  readonly key: string;
  readonly place: Place;
  readonly value: Expression;
}

/** Text, or what stands in `${ }`. */
export type Part = { readonly text: Text } | { readonly place: Place; readonly inserted: Expression };

/** A reference, or anything that only Terraform computes. */
export interface Open {
  readonly kind: "open";
  readonly place: Place;
  readonly source: string;
  /** Of a condition what it is if it holds. */
  readonly first?: Expression;
}
