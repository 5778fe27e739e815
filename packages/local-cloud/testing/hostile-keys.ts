import type { Seeded } from "./seeded.ts";

/** What keys are put together from: what sorts, splits, escapes or shows differently from one program to the next. */
const PIECES = ["a", "A", "b", "B", "Z", "z", "0", "-", "_", "~", ".", "+", " ", "&", "<", "%41", "'", "é", "ß", "ﬀ"];
const STRANGE = ["\u{1F600}", "\u{E000}", "\u{FFFD}", "\u{10FFFF}", "\u0001", "\n", "\r", "\t", "\u007f", "=?", "#"];

/** A key that S3 takes, without segments that are dots only. */
export function hostileKey({ pick, below }: Seeded, strange = true): string {
  const pieces = strange ? [...PIECES, ...STRANGE] : PIECES;
  const segments = Array.from({ length: 1 + below(4) }, () =>
    Array.from({ length: below(4) }, () => pick(pieces)).join(""),
  );
  const key = segments.map((segment) => (/^\.*$/.test(segment) && below(6) > 0 ? pick(["a", "b"]) : segment)).join("/");
  const safe = key.split("/").map((segment) => (/^\.+$/.test(segment) ? `${segment}x` : segment));
  return safe.join("") === "" ? "a" : safe.join("/");
}

/** In the order in which S3 lists. */
export function sortedByBytes(keys: Iterable<string>): string[] {
  return [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
