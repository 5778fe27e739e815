/** From 1. */
export const MONTHS: readonly string[] = [
  "JAN",
  "FEB",
  "MAR",
  "APR",
  "MAY",
  "JUN",
  "JUL",
  "AUG",
  "SEP",
  "OCT",
  "NOV",
  "DEC",
];
export const WEEKDAYS: readonly string[] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** A field of a calendar rule: `*`, `5`, `MON-FRI`, `0/15`, `1-10/3`, or several with commas; `undefined` where it is none. */
export function values(
  text: string,
  least: number,
  most: number,
  names: readonly string[] = [],
): ReadonlySet<number> | undefined {
  const found = new Set<number>();
  const numberOf = (word: string): number => {
    const named = names.indexOf(word.toUpperCase());
    return named >= 0 ? named + least : /^\d+$/.test(word) ? Number(word) : NaN;
  };
  for (const part of text.split(",")) {
    const [range = "", step, ...excess] = part.split("/");
    const [from = "", to, ...beyond] = range === "*" ? [String(least), String(most)] : range.split("-");
    const first = numberOf(from);
    const last = to === undefined ? (step === undefined ? first : most) : numberOf(to);
    const stride = step === undefined ? 1 : /^[1-9]\d*$/.test(step) ? Number(step) : NaN;
    if (!(first >= least && last <= most && first <= last && stride > 0)) return undefined;
    if (excess.length > 0 || beyond.length > 0) return undefined;
    for (let value = first; value <= last; value += stride) found.add(value);
  }
  return found;
}
