import { readFileSync } from "node:fs";

import { ExitError, UsageError } from "@alpha-engine/command-line";
import { EXIT_CODES } from "@alpha-engine/dialect";

import type { Machine } from "../definition/machine.ts";
import { parse } from "../definition/parse.ts";
import type { JsonValue } from "../json.ts";
import { jsonOption } from "./json-option.ts";

/** The machine in a file; what is wrong with it is named with its place. */
export function readMachine(file: string): Machine {
  const parsed = parse(readText(file));
  if (parsed.ok) return parsed.machine;
  throw new ExitError(
    EXIT_CODES.bad,
    parsed.problems.map(({ pointer, code, message }) => `${file}#${pointer}: ${code}: ${message}`).join("\n"),
  );
}

export function readJson(file: string): JsonValue {
  return jsonOption(file)(readText(file));
}

export function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}
