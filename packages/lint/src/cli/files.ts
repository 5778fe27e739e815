import { readFileSync } from "node:fs";

import type { JsonObject } from "@alpha-engine/asl";
import { UsageError } from "@alpha-engine/command-line";
import { type ReadDefinition, readDefinition } from "@alpha-engine/definition";
import { isObject } from "@alpha-engine/definition/tree";

/** The text of a file, or of stdin for `-`. */
export function readText(file: string): string {
  try {
    // Opened anew: our own stdin may be one that does not wait for a slow writer.
    return readFileSync(file === "-" ? "/dev/stdin" : file, "utf8");
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}

/** A JSON object from a file. */
export function readObject(file: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(readText(file));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file}: expected JSON: ${(error as Error).message}`);
  }
  if (isObject(value)) return value;
  throw new UsageError(
    `${file}: expected a JSON object, got ${Array.isArray(value) ? "a list" : value === null ? "null" : typeof value}`,
  );
}

export function definitionIn(file: string): ReadDefinition {
  return named(file, () => readDefinition(readText(file)));
}

/** What goes wrong with a file names it: `file: line 3: …`. */
export function named<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && error.name === "DefinitionError") throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}
