import type { Scanner } from "../scanner.ts";

/** A name in quotes; a backslash takes the next character as it is, and is kept where that is neither a quote nor a backslash. */
export function readQuoted(scanner: Scanner): string | undefined {
  const quote = scanner.match(/['"]/y);
  if (quote === undefined) return undefined;
  let name = "";
  while (!scanner.take(quote)) {
    const character = scanner.match(/\\[\\'"]|[\s\S]/uy);
    if (character === undefined) return scanner.fail(`expected a closing ${quote}`);
    name += character.length > 1 && character.startsWith("\\") ? character.slice(1) : character;
  }
  return name;
}
