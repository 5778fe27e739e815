import { distance } from "fastest-levenshtein";

/**
 * The known word that an unknown one was probably meant to be: one that it is the beginning of, else the one with the
 * fewest letters to change, a third of them at the most; letters in another order count as one change. Upper and lower
 * case count as the same.
 *
 * @example
 * ```ts example
 * import { nearest } from "@alpha-engine/dialect";
 *
 * console.log(nearest("timout", ["retries", "timeout"]), nearest("colour", ["retries", "timeout"]));
 * ```
 * ```text output
 * timeout undefined
 * ```
 */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase();
  const words = [...known];
  const longer = wanted.length < 3 ? undefined : words.find((candidate) => candidate.toLowerCase().startsWith(wanted));
  if (longer !== undefined) return longer;
  const [best] = words
    .map((candidate) => ({ candidate, changes: changesBetween(wanted, candidate.toLowerCase()) }))
    .filter(({ candidate, changes }) => changes <= Math.max(1, Math.floor(Math.max(candidate.length, word.length) / 3)))
    .toSorted((a, b) => a.changes - b.changes);
  return best?.candidate;
}

function changesBetween(a: string, b: string): number {
  return a !== b && lettersOf(a) === lettersOf(b) ? 1 : distance(a, b);
}

function lettersOf(word: string): string {
  return word.split("").toSorted().join("");
}

/**
 * The end of a message about an unknown word: ` (did you mean x?)`, or nothing when no known word is near.
 *
 * @example
 * ```ts example
 * import { didYouMean } from "@alpha-engine/dialect";
 *
 * console.log(`unknown key "timout"${didYouMean("timout", ["retries", "timeout"])}`);
 * ```
 * ```text output
 * unknown key "timout" (did you mean timeout?)
 * ```
 */
export function didYouMean(word: string, known: Iterable<string>): string {
  const guess = nearest(word, known);
  return guess === undefined ? "" : ` (did you mean ${guess}?)`;
}
