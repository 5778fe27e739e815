type Point = readonly [x: number, value: number];

/**
 * Thins a long line to what the eye can tell apart: of each of `buckets` equal runs the lowest and the highest value
 * stay, in their order, so that no peak is lost. A run that holds a NaN keeps one, as the break it is.
 */
export function decimate(xs: readonly number[], values: ArrayLike<number>, buckets: number): readonly Point[] {
  const size = Math.ceil(xs.length / buckets);
  const points: Point[] = [];
  for (let start = 0; start < xs.length; start += size) {
    const end = Math.min(start + size, xs.length);
    for (const index of landmarks(values, start, end)) points.push([xs[index] as number, values[index] as number]);
  }
  return points;
}

function landmarks(values: ArrayLike<number>, start: number, end: number): readonly number[] {
  let lowest = start;
  let highest = start;
  for (let index = start; index < end; index++) {
    const value = values[index] as number;
    if (Number.isNaN(value)) return [index];
    if (value < (values[lowest] as number)) lowest = index;
    if (value > (values[highest] as number)) highest = index;
  }
  return lowest === highest ? [lowest] : [lowest, highest].toSorted((a, b) => a - b);
}
