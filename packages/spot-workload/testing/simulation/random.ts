export interface Random {
  /** In [0, 1). */
  (): number;
  chance(probability: number): boolean;
  pick<T>(values: readonly [T, ...T[]]): T;
  between(low: number, high: number): number;
}

/** mulberry32: the same numbers for the same seed. */
export function seeded(seed: number): Random {
  let state = (seed * 2_654_435_761) >>> 0;
  const random = (): number => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return Object.assign(random, {
    chance: (probability: number) => random() < probability,
    pick: <T>(values: readonly [T, ...T[]]): T => values[Math.floor(random() * values.length)] ?? values[0],
    between: (low: number, high: number) => low + random() * (high - low),
  });
}
