import type { Source } from "./place.ts";
import type { Text } from "./text.ts";

/** How far the next character may be: behind an escape, a fold or an indentation, blanks aside. */
const NEAR = 12;

/**
 * A text that is written in a part of a file with quotes, indentation or escapes: each of its characters is the next one of
 * its kind there.
 */
export function alignedText(
  flat: string,
  { source, start, end }: { readonly source: Source; readonly start: number; readonly end: number },
): Text {
  let offsets: readonly number[] | undefined;
  const placeAt = (index: number): { source: Source; offset: number } => {
    offsets ??= align(flat, source.text, start, end);
    return { source, offset: offsets[Math.min(index, offsets.length - 1)] ?? start };
  };
  return { flat, holes: [], placeAt };
}

function align(flat: string, written: string, start: number, end: number): readonly number[] {
  const offsets: number[] = [];
  let at = blockStart(written, start, end);
  for (const character of flat.split("")) {
    let next = at;
    if (/\S/.test(character)) {
      const limit = Math.min(end, blankEnd(written, at, end) + NEAR);
      while (next < limit && written[next] !== character) next++;
      if (next >= limit) next = at;
      else at = next + 1;
    }
    offsets.push(next);
  }
  offsets.push(at);
  return offsets;
}

/** Behind the `|2-` of a block; what follows it on its line is a comment. */
function blockStart(written: string, start: number, end: number): number {
  if (!/[|>]/.test(written[start] ?? "")) return start;
  const newline = written.indexOf("\n", start);
  return newline < 0 || newline > end ? start : newline + 1;
}

function blankEnd(written: string, start: number, end: number): number {
  let index = start;
  while (index < end && /\s/.test(written[index] ?? "")) index++;
  return index;
}
