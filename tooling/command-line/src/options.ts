import { didYouMean, type Duration, toSeconds } from "@alpha-engine/dialect";
import { InvalidArgumentError } from "commander";

/** Option parser: a whole number within bounds. */
export function integer(minimum: number, maximum: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^-?\d+$/.test(text) && value >= minimum && value <= maximum) return value;
    const range = maximum === Number.MAX_SAFE_INTEGER ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`;
    throw new InvalidArgumentError(`Expected a whole number ${range}.`);
  };
}

/** Option parser: a duration such as `90`, `90s`, `1.5m`, `2h`, as seconds. */
export function seconds(text: string): number {
  try {
    return toSeconds(text as Duration);
  } catch {
    throw new InvalidArgumentError("Expected a duration such as 30s, 5m or 2h.");
  }
}

/** Option parser: one of the given words. */
export function oneOf<const Word extends string>(...words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const found = words.find((word) => word === text);
    if (found === undefined)
      throw new InvalidArgumentError(`Expected one of ${words.join(", ")}${didYouMean(text, words)}.`);
    return found;
  };
}

/** Option parser, repeatable: `NAME=VALUE` collected into a record. */
export function keyValue(text: string, previous: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("Expected NAME=VALUE.");
  return { ...previous, [text.slice(0, at)]: text.slice(at + 1) };
}
