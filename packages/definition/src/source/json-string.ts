import type { HoleInText, Text } from "./text.ts";

const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** The text that a string between quotes means; undefined where an escape of it is none. */
export function decodeString(inner: Text): Text | undefined {
  if (!inner.flat.includes("\\")) return inner;
  const offsets: number[] = [];
  let flat = "";
  for (let index = 0; index < inner.flat.length;) {
    const next = inner.flat.indexOf("\\", index);
    const plain = inner.flat.slice(index, next < 0 ? undefined : next);
    for (let each = 0; each < plain.length; each++) offsets.push(index + each);
    flat += plain;
    if (next < 0) break;
    ESCAPE.lastIndex = next;
    const [escape] = ESCAPE.exec(inner.flat) ?? [];
    if (escape === undefined) return undefined;
    flat += JSON.parse(`"${escape}"`) as string;
    offsets.push(next);
    index = next + escape.length;
  }
  offsets.push(inner.flat.length);
  return {
    flat,
    holes: inner.holes.map((hole) => moved(hole, offsets)),
    placeAt: (index) => inner.placeAt(offsets[Math.min(index, offsets.length - 1)] ?? 0),
  };
}

function moved(hole: HoleInText, offsets: readonly number[]): HoleInText {
  return { ...hole, start: offsets.indexOf(hole.start), end: offsets.indexOf(hole.end) };
}
