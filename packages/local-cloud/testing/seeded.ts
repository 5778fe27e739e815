/** Numbers that look random and are the same for the same seed. */
export interface Seeded {
  /** From 0 up to, and without, 1. */
  readonly random: () => number;
  /** From 0 up to, and without, `below`. */
  readonly below: (below: number) => number;
  readonly pick: <Value>(values: readonly Value[]) => Value;
  /** Mixes them, in a new array. */
  readonly shuffled: <Value>(values: readonly Value[]) => Value[];
}

/** How many seeds a property is tried with: the number that a run asks for by `PROPERTY_SEEDS`, or the test's own. */
export function seeds(usual: number): readonly number[] {
  const asked = Number(process.env["PROPERTY_SEEDS"] ?? usual);
  return Array.from({ length: asked }, (_, index) => index + 1);
}

/** Mulberry32. */
export function seeded(seed: number): Seeded {
  let state = seed >>> 0;
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(random() * limit);
  return {
    random,
    below,
    pick: <Value>(values: readonly Value[]): Value => {
      if (values.length === 0) throw new Error("nothing to pick from");
      return values[below(values.length)] as Value;
    },
    shuffled: (values) => {
      const order = values.map((value) => [below(2 ** 30), value] as const);
      return order.sort(([a], [b]) => a - b).map(([, value]) => value);
    },
  };
}
