import type { Place } from "./place.ts";
import { holeText, type Text, textFrom } from "./text.ts";

/** A value in a file, whatever language it is written in, with its place and what is left open in it. */
export type Node = ObjectNode | ListNode | TextNode | ScalarNode | EncodedNode;

export interface ObjectNode {
  readonly kind: "object";
  readonly place: Place;
  readonly members: readonly Member[];
}

export interface Member {
  readonly key: string;
  readonly place: Place;
  readonly value: Node;
}

export interface ListNode {
  readonly kind: "list";
  readonly place: Place;
  readonly items: readonly Node[];
}

/** A text, or a value that is left open as a whole. */
export interface TextNode {
  readonly kind: "text";
  readonly place: Place;
  readonly text: Text;
  /** Without quotes: what fills it in decides about its type. */
  readonly isBare?: boolean;
}

export interface ScalarNode {
  readonly kind: "scalar";
  readonly place: Place;
  readonly value: number | boolean | null;
}

/** The JSON text of a value: `jsonencode` of Terraform, `Fn::ToJsonString`. */
export interface EncodedNode {
  readonly kind: "encoded";
  readonly place: Place;
  readonly value: Node;
}

export function holeNode(name: string, place: Place): TextNode {
  return { kind: "text", place, text: holeText(name, place), isBare: true };
}

export function textNode(place: Place, text: string): TextNode {
  return { kind: "text", place, text: textFrom(place, text) };
}

/** The value of a key, the last one where there are several. */
export function member(node: Node | undefined, ...keys: readonly string[]): Node | undefined {
  let found = node;
  for (const key of keys)
    found = found?.kind === "object" ? found.members.findLast((each) => each.key === key)?.value : undefined;
  return found;
}

/** The text of a node without holes. */
export function literal(node: Node | undefined): string | undefined {
  return node?.kind === "text" && node.text.holes.length === 0 ? node.text.flat : undefined;
}

/** Whether a value looks like a state machine. */
export function isMachine(node: Node | undefined): boolean {
  return member(node, "States")?.kind === "object" && member(node, "StartAt") !== undefined;
}

/** What stands without quotes is read again once it is filled in. */
export function typed(node: TextNode): Node {
  const { flat, holes } = node.text;
  if (holes.length > 0 || !/^(?:true|false|null|-?\d+(?:\.\d+)?)$/.test(flat)) return node;
  return { kind: "scalar", place: node.place, value: JSON.parse(flat) as number | boolean | null };
}
