/** Rounds to significant digits, so that what is written is short and the same on every machine. */
export function roundTo(digits: number, value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(digits)) : value;
}
