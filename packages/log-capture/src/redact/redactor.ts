import type { SecretMatcher } from "./patterns.ts";

const MARK = "[redacted]";
/** A line longer than this is passed on in pieces. */
const LONGEST_LINE = 256 * 1024;
/** Of such a line this much stays behind, so that a secret up to this length is still seen whole. */
const OVERLAP = 64 * 1024;

/** Hides secrets in a stream of bytes, across the borders of chunks: what is not a whole line yet waits. */
export interface Redactor {
  push(chunk: Uint8Array): Buffer;
  /** The rest, at the end. */
  flush(): Buffer;
}

export function createRedactor(matcher: SecretMatcher): Redactor {
  let held = "";
  const release = (end: number): Buffer => {
    const out = hide(held.slice(0, end), matcher);
    held = held.slice(end);
    return Buffer.from(out, "latin1");
  };
  return {
    push(chunk) {
      held += Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString("latin1");
      const end = safeEnd(held, matcher);
      return release(end === 0 && held.length > LONGEST_LINE ? endWithinLine(held, matcher) : end);
    },
    flush() {
      return release(held.length);
    },
  };
}

export function hide(text: string, { expression }: SecretMatcher): string {
  return text.replaceAll(expression, MARK);
}

/** Behind the last whole line in front of which no secret of several lines may have begun. */
function safeEnd(text: string, { multiline }: SecretMatcher): number {
  let end = text.lastIndexOf("\n") + 1;
  for (let moved = true; moved && end > 0;) {
    moved = false;
    for (const secret of multiline) {
      const begun = overlapLength(text.slice(Math.max(0, end - secret.length + 1), end), secret);
      if (begun === 0) continue;
      end = text.lastIndexOf("\n", end - begun - 1) + 1;
      moved = true;
    }
  }
  return end;
}

/** How much of the secret's beginning the text ends with. */
function overlapLength(text: string, secret: string): number {
  for (let length = text.length; length > 0; length -= 1) {
    if (secret.startsWith(text.slice(-length))) return length;
  }
  return 0;
}

/** A line without end: cut in front of the overlap, and not through a secret. */
function endWithinLine(text: string, { expression }: SecretMatcher): number {
  const end = text.length - OVERLAP;
  for (const match of text.matchAll(expression)) {
    const matchEnd = match.index + match[0].length;
    if (match.index < end && matchEnd > end) return matchEnd < text.length ? matchEnd : match.index;
    if (match.index >= end) break;
  }
  return end;
}
