/**
 * A key as a text whose order by code units is the order of its UTF-8 bytes, in which S3 lists: one unit for each byte.
 */
export function toOrder(key: string): string {
  return Buffer.from(key, "utf8").toString("latin1");
}

export function fromOrder(order: string): string {
  return Buffer.from(order, "latin1").toString("utf8");
}

/** Where the first is that is not less than `value`. */
export function lowerBound(sorted: readonly string[], value: string, from = 0): number {
  let [low, high] = [from, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? "") < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where those end that begin with `prefix`. */
export function prefixEnd(sorted: readonly string[], prefix: string, from = 0): number {
  // No byte of UTF-8 is 0xff.
  return lowerBound(sorted, `${prefix}\u00ff`, from);
}

export function insert(sorted: string[], value: string): void {
  const at = lowerBound(sorted, value);
  if (sorted[at] !== value) sorted.splice(at, 0, value);
}

export function remove(sorted: string[], value: string): void {
  const at = lowerBound(sorted, value);
  if (sorted[at] === value) sorted.splice(at, 1);
}
