import type { Fact } from "./fact.ts";

type FactOf<Type extends Fact["type"]> = Extract<Fact, { readonly type: Type }>;

/** The facts of one run by their type, each in the order in which they were told. */
export class Facts {
  readonly #byType: ReadonlyMap<string, readonly Fact[]>;

  constructor(record: Iterable<Fact>) {
    this.#byType = Map.groupBy(record, ({ type }) => type);
  }

  all<Type extends Fact["type"]>(type: Type): readonly FactOf<Type>[] {
    return (this.#byType.get(type) ?? []) as readonly FactOf<Type>[];
  }

  /** `undefined` where there is none. */
  last<Type extends Fact["type"]>(type: Type): FactOf<Type> | undefined {
    return this.all(type).at(-1);
  }
}
