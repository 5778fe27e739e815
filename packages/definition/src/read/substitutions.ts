import type { JsonValue } from "@alpha-engine/asl";

/** What fills holes in, by name, and which of it did. */
export class Substitutions {
  readonly values: ReadonlyMap<string, JsonValue>;
  readonly #used = new Set<string>();

  constructor(values: Readonly<Record<string, JsonValue>> = {}) {
    this.values = new Map(Object.entries(values));
  }

  /** Those that filled nothing in. */
  get unused(): readonly string[] {
    return [...this.values.keys()].filter((name) => !this.#used.has(name));
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  use(name: string): JsonValue | undefined {
    this.#used.add(name);
    return this.values.get(name);
  }
}
