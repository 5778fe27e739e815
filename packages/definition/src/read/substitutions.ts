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

  /** These, and others below them; only what is not used of these is unused. */
  over(below: Readonly<Record<string, JsonValue>> = {}): Substitutions {
    const both = new Substitutions({ ...below, ...Object.fromEntries(this.values) });
    for (const name of Object.keys(below)) if (!this.values.has(name)) both.#used.add(name);
    return both;
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  use(name: string): JsonValue | undefined {
    this.#used.add(name);
    return this.values.get(name);
  }
}
