import type { JsonPrimitive } from "@alpha-engine/asl";

import type { StateNode } from "../tree/tree.ts";
import { kindGiven } from "./given.ts";
import type { Kind } from "./kind.ts";
import type { Origin, Source, Value } from "./value.ts";

/** A comparison with a literal, or a question whether something is there. */
export interface Compared {
  readonly operator: string;
  readonly literal: JsonPrimitive | undefined;
}

/** One place of a source that some state looks at. */
export interface ReadField {
  readonly source: Source;
  readonly keys: readonly string[];
  readonly kinds: Set<Kind>;
  readonly compared: Compared[];
  readonly readers: Set<StateNode>;
  /** So many items a list has at least. */
  length: number;
  /** Whether a state needs it; it may only be asked whether it is there. */
  isNeeded: boolean;
  /** Whether it is read without anything having been caught. */
  isMain: boolean;
  /** What leads to trouble. */
  readonly avoided: Set<JsonPrimitive>;
  /** The field of a task's parameters that it is for: `ssm:sendCommand InstanceIds`. */
  readonly given: Set<string>;
}

/** One use of a value. */
export interface Use {
  readonly kind: Kind;
  readonly reader: StateNode;
  readonly given?: string | undefined;
  readonly isQuestion?: boolean;
}

export function fieldKey({ source, keys }: Pick<Origin, "source" | "keys">): string {
  return `${source.id}\n${keys.join("\n")}`;
}

/** All that is read of all sources. */
export class Reads {
  readonly #fields = new Map<string, ReadField>();
  isMain = true;
  readonly #optional = new Set<string>();

  /** What has a default need not be given, whoever reads it. */
  leaveOut({ origins }: Value): void {
    for (const origin of origins) this.#optional.add(fieldKey(origin));
  }

  get all(): Iterable<ReadField> {
    return this.#fields.values();
  }

  field(key: string): ReadField | undefined {
    return this.#fields.get(key);
  }

  of(source: Source): readonly ReadField[] {
    return [...this.#fields.values()].filter((field) => field.source.id === source.id);
  }

  add({ origins }: Value, { kind, reader, given, isQuestion = false }: Use, index?: number): void {
    for (const origin of origins) {
      const field = this.#at(origin);
      if (kind !== "any") field.kinds.add(kind);
      field.readers.add(reader);
      if (given !== undefined) {
        field.given.add(given);
        const taken = kindGiven(given);
        if (taken !== undefined) field.kinds.add(taken);
      }
      if (!isQuestion && !this.#isOptional(origin)) field.isNeeded = true;
      if (this.isMain) field.isMain = true;
      if (index !== undefined) field.length = Math.max(field.length, Math.min(20, index + 1));
    }
  }

  compare({ origins }: Value, compared: Compared): void {
    for (const origin of origins) {
      const field = this.#at(origin);
      const isKnown = field.compared.some(
        ({ operator, literal }) => operator === compared.operator && literal === compared.literal,
      );
      if (!isKnown) field.compared.push(compared);
    }
  }

  avoid({ origins }: Value, literal: JsonPrimitive): void {
    for (const origin of origins) this.#at(origin).avoided.add(literal);
  }

  #isOptional({ source, keys }: Origin): boolean {
    return keys.some((_, index) => this.#optional.has(fieldKey({ source, keys: keys.slice(0, index + 1) })));
  }

  #at(origin: Origin): ReadField {
    const key = fieldKey(origin);
    let field = this.#fields.get(key);
    if (field === undefined) {
      field = {
        ...origin,
        kinds: new Set(),
        compared: [],
        readers: new Set(),
        length: 1,
        isNeeded: false,
        isMain: false,
        avoided: new Set(),
        given: new Set(),
      };
      this.#fields.set(key, field);
    }
    return field;
  }
}
