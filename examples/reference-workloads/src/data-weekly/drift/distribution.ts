const BINS = 10;
/** An empty bin has no logarithm: it counts as this share. */
const LEAST_SHARE = 1e-4;

/**
 * Population stability index of `recent` against `reference`, over the deciles of the reference: the sum of
 * `(r - q) ln(r / q)` over the bins. By convention below 0.1 is stable and 0.25 or more has drifted.
 */
export function stabilityIndex(reference: Float64Array, recent: Float64Array): number {
  const ordered = reference.toSorted();
  const edges = Array.from(
    { length: BINS - 1 },
    (_, at) => ordered[Math.floor((ordered.length * (at + 1)) / BINS)] as number,
  );
  const [expected, found] = [shares(reference, edges), shares(recent, edges)];
  return expected.reduce((sum, share, bin) => {
    const [q, r] = [Math.max(share, LEAST_SHARE), Math.max(found[bin] as number, LEAST_SHARE)];
    return sum + (r - q) * Math.log(r / q);
  }, 0);
}

export interface KolmogorovSmirnov {
  /** Greatest distance of the two empirical distributions. */
  readonly distance: number;
  /** Chance of such a distance between two independent samples of one distribution; days are not independent. */
  readonly p: number;
}

export function kolmogorovSmirnov(one: Float64Array, other: Float64Array): KolmogorovSmirnov {
  const [a, b] = [one.toSorted(), other.toSorted()];
  let [i, j, distance] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i] as number, b[j] as number);
    while (a[i] === value) i++;
    while (b[j] === value) j++;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  const size = Math.sqrt((a.length * b.length) / (a.length + b.length));
  return { distance, p: tail((size + 0.12 + 0.11 / size) * distance) };
}

/** Of Kolmogorov's distribution, with Stephens' correction in its argument. */
function tail(x: number): number {
  // The series does not converge at zero, where the chance is one.
  if (x < 0.3) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) sum += 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * x * x);
  return Math.min(Math.max(sum, 0), 1);
}

function shares(values: Float64Array, edges: readonly number[]): readonly number[] {
  const counts = Array.from({ length: BINS }, () => 0);
  for (const value of values) {
    const bin = edges.findIndex((edge) => value < edge);
    counts[bin < 0 ? BINS - 1 : bin] = (counts[bin < 0 ? BINS - 1 : bin] as number) + 1;
  }
  return counts.map((count) => count / values.length);
}
