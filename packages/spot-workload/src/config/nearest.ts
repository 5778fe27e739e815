import { closest, distance } from "fastest-levenshtein";

/** The known word that an unknown one was probably meant to be, if any is near enough. */
export function nearestOf(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const near = closest(word, known);
  return distance(word, near) <= Math.max(2, Math.floor(word.length * 0.4)) ? near : undefined;
}
