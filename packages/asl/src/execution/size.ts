import { isArray, type JsonValue } from "../json.ts";

/** What the JSON of a value measures at most: its bytes, and its levels. */
export interface Size {
  readonly bytes: number;
  readonly depth: number;
}

/** Levels of the value that {@link bytesAtMost} has just looked at: it runs far too often to answer with a pair. */
let levels = 0;

export function sizeOf(value: JsonValue): Size {
  const bytes = bytesAtMost(value);
  return { bytes, depth: levels };
}

/** The size of a value with another one put `steps` levels below its top. */
export function grown(whole: Size, part: Size, path: string, steps: number): Size {
  return { bytes: whole.bytes + part.bytes + path.length * 8, depth: Math.max(whole.depth, part.depth + steps) };
}

/** How many bytes the JSON of `value` has at most. */
export function bytesAtMost(value: JsonValue): number {
  levels = 0;
  // A character takes six bytes at most: \\u0000.
  if (typeof value === "string") return value.length * 6 + 3;
  if (typeof value !== "object" || value === null) return 26;
  let bytes = 3;
  let inner = 0;
  if (isArray(value)) {
    for (const item of value) {
      bytes += bytesAtMost(item);
      if (levels > inner) inner = levels;
    }
  } else {
    for (const key of Object.keys(value)) {
      bytes += key.length * 6 + 3 + bytesAtMost(value[key] ?? null);
      if (levels > inner) inner = levels;
    }
  }
  levels = inner + 1;
  return bytes;
}
