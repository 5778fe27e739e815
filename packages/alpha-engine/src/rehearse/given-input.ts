import { UsageError } from "@alpha-engine/command-line";

import { readData } from "../config/read-file.ts";

type Input = Readonly<Record<string, unknown>>;

/** What `--input` says: a JSON object, the file (JSON or YAML) that holds one, or `-` for stdin. */
export async function inputIn(word: string | undefined): Promise<Input> {
  if (word === undefined) return {};
  const isText = /^\s*(?:[{["]|$|true$|false$|null$|-?\d)/.test(word) && word !== "-";
  const value = isText ? jsonIn(word) : await readData(word, word === "-" ? "stdin" : word);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Input;
  const got = Array.isArray(value) ? "a list" : value === null ? "null" : typeof value;
  throw new UsageError(`--input: expected a JSON object, a file that holds one, or - for stdin, got ${got}`);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--input: expected a JSON object, and this is not JSON: ${(error as Error).message}`);
  }
}
