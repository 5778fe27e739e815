const MULTIPLIER = 0x5deece66dn;
const MASK = (1n << 48n) - 1n;

/** The numbers of `java.util.Random` for a seed, as the class documents its generator. */
export class JavaRandom {
  #state: bigint;

  constructor(seed: number) {
    this.#state = (BigInt(Math.trunc(seed)) ^ MULTIPLIER) & MASK;
  }

  /** A number in [0, 1). */
  nextDouble(): number {
    return (this.#next(26) * 2 ** 27 + this.#next(27)) * 2 ** -53;
  }

  /** A whole number in [0, `bound`), for a bound from 1 to 2³¹ - 1. */
  nextInt(bound: number): number {
    const most = bound - 1;
    let bits = this.#next(31);
    if ((bound & most) === 0) return Number((BigInt(bound) * BigInt(bits)) >> 31n);
    while (bits - (bits % bound) + most >= 2 ** 31) bits = this.#next(31);
    return bits % bound;
  }

  #next(bits: number): number {
    this.#state = (this.#state * MULTIPLIER + 0xbn) & MASK;
    return Number(BigInt.asIntN(32, this.#state >> BigInt(48 - bits)));
  }
}
