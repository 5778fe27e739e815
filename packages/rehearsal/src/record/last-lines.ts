import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";

const LINES = 12;
const LONGEST = 400;
/** So much of a file's end is looked at. */
const BYTES = 16_384;

/** The end of what a command wrote to stderr; of its stdout where that is empty. */
export function lastLines(folder: string): readonly string[] {
  return ["stderr", "stdout"].map((name) => endOf(join(folder, name))).find((lines) => lines.length > 0) ?? [];
}

function endOf(file: string): readonly string[] {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch {
    return [];
  }
  try {
    const { size } = fstatSync(descriptor);
    const bytes = Buffer.alloc(Math.min(size, BYTES));
    readSync(descriptor, bytes, 0, bytes.length, size - bytes.length);
    return endOfText(bytes.toString("utf8"));
  } finally {
    closeSync(descriptor);
  }
}

/** The end of a text as people want to see it. */
export function endOfText(text: string): readonly string[] {
  const whole = text.trimEnd();
  const lines = whole === "" ? [] : whole.split("\n");
  return lines.slice(-LINES).map((line) => (line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line));
}
