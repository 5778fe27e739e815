import type { SecretMatcher } from "../redact/patterns.ts";
import { createRedactor } from "../redact/redactor.ts";
import { type ByteReader, fileReader, joinReaders, memoryReader, redactedReader } from "./byte-reader.ts";

/** The log as it is at one moment; what comes later is not part of it. */
export interface LogSnapshot {
  /** Undefined when the log could not be opened. */
  readonly descriptor: number | undefined;
  /** How much of the file belongs to it. */
  readonly bytes: number;
  /** What the file does not have. */
  readonly unwritten: Unwritten | undefined;
}

interface Unwritten {
  readonly bytes: number;
  /** The end of it. */
  readonly kept: Buffer;
  readonly reason: string;
}

/** Of a log that was cut by a full disk: its beginning, a line that says so, its end. */
export function openSnapshot(
  { descriptor, bytes, unwritten }: LogSnapshot,
  matcher: SecretMatcher | undefined,
): ByteReader {
  const readers = descriptor === undefined ? [] : [fileReader(descriptor, bytes)];
  if (unwritten !== undefined)
    readers.push(memoryReader(Buffer.from(markerOf(unwritten))), memoryReader(unwritten.kept));
  const whole = joinReaders(readers);
  return matcher === undefined ? whole : redactedReader(whole, createRedactor(matcher));
}

export function sizeOf({ bytes, unwritten }: LogSnapshot): number {
  return bytes + (unwritten === undefined ? 0 : markerOf(unwritten).length + unwritten.kept.length);
}

function markerOf({ bytes, kept, reason }: Unwritten): string {
  const missing = bytes - kept.length;
  return `\n[log-capture: the local log ends here (${reason}); ${missing} bytes are missing, the last ${kept.length} follow]\n`;
}
