import type { JsonValue } from "@alpha-engine/asl";

import type { Node, TextNode } from "../source/node.ts";
import type { Place } from "../source/place.ts";
import type { HoleInText, Text } from "../source/text.ts";
import { isForShell } from "../tree/holes.ts";
import { at } from "../tree/pointer.ts";
import { DEEPEST } from "./places.ts";
import type { Substitutions } from "./substitutions.ts";

/** What is left open in a definition: `${name}`. */
export interface OpenHole {
  readonly name: string;
  /** JSON pointer of the value that it is, or is a part of. */
  readonly pointer: string;
  readonly place: Place;
  /** Known to be filled in by what the definition stands in; otherwise it only looks like it, and may be meant as it is. */
  readonly isCertain: boolean;
}

/** A value with what was known filled in. */
export interface Filled {
  readonly value: JsonValue;
  readonly holes: readonly OpenHole[];
}

/** The value that a node is. */
export function fill(node: Node, substitutions: Substitutions): Filled {
  const filling = new Filling(substitutions);
  const value = filling.value(node, "", 0);
  return { value, holes: filling.holes };
}

class Filling {
  readonly holes: OpenHole[] = [];
  readonly #substitutions: Substitutions;

  constructor(substitutions: Substitutions) {
    this.#substitutions = substitutions;
  }

  value(node: Node, pointer: string, depth: number): JsonValue {
    if (depth > DEEPEST) return null;
    if (node.kind === "scalar") return node.value;
    if (node.kind === "text") return this.#text(node, pointer);
    if (node.kind === "encoded")
      return JSON.stringify(new Filling(this.#substitutions).#inner(node.value, pointer, this));
    if (node.kind === "list") return node.items.map((item, index) => this.value(item, at(pointer, index), depth + 1));
    return Object.fromEntries(
      node.members.map(({ key, value }) => [key, this.value(value, at(pointer, key), depth + 1)]),
    );
  }

  /** What is inside a text is at the text's pointer. */
  #inner(node: Node, pointer: string, outer: Filling): JsonValue {
    const value = this.value(node, "", 0);
    for (const hole of this.holes) outer.holes.push({ ...hole, pointer });
    return value;
  }

  #text({ text }: TextNode, pointer: string): JsonValue {
    const holes = [...text.holes.map((hole) => ({ ...hole, isCertain: true })), ...this.#looksLike(text, pointer)];
    if (holes.length === 0) return text.flat;
    const [only] = holes;
    const isWhole = only !== undefined && holes.length === 1 && only.end - only.start === text.flat.length;
    if (isWhole && this.#substitutions.has(only.name)) return this.#substitutions.use(only.name) ?? null;
    let filled = "";
    let end = 0;
    for (const hole of holes.toSorted((left, right) => left.start - right.start)) {
      filled += text.flat.slice(end, hole.start);
      end = hole.end;
      if (this.#substitutions.has(hole.name)) filled += textOf(this.#substitutions.use(hole.name));
      else {
        filled += text.flat.slice(hole.start, hole.end);
        this.holes.push({ name: hole.name, pointer, place: hole.place, isCertain: hole.isCertain });
      }
    }
    return filled + text.flat.slice(end);
  }

  /** In a command for a shell, `${HOME}` is the shell's unless something was said to fill it in. */
  #looksLike(text: Text, pointer: string): readonly (HoleInText & { isCertain: boolean })[] {
    if (!text.flat.includes("${")) return [];
    const isShell = isForShell(pointer);
    return [...text.flat.matchAll(NAME)]
      .map(({ index, 0: whole, 1: name = "" }) => ({ name, start: index, end: index + whole.length }))
      .filter(({ name }) => !isShell || this.#substitutions.has(name))
      .filter(({ start, end }) => !text.holes.some((hole) => start < hole.end && hole.start < end))
      .map((hole) => ({ ...hole, place: text.placeAt(hole.start), isCertain: false }));
  }
}

/** As CloudFormation, SAM and Terraform have names: of a parameter, an attribute, a key. */
const NAME = /\$\{\s*([A-Za-z_][\w.:/,-]*)\s*\}/g;

function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}
