import { readFileSync } from "node:fs";

import { ExitError, UsageError } from "@alpha-engine/command-line";
import { EXIT_CODES } from "@alpha-engine/dialect";

import type { Machine, MachineType } from "../definition/machine.ts";
import { parse } from "../definition/parse.ts";
import type { JsonValue } from "../json.ts";
import { jsonOption } from "./json-option.ts";
import type { Program } from "./program.ts";

/** A definition, and where it is from. */
export interface GivenDefinition {
  readonly text: string;
  /** Where the value at a JSON pointer is, as people read it. */
  readonly placeOf: (pointer: string) => string;
  readonly machineType?: MachineType;
}

/** What finds a definition by what the command calls it. */
export interface Definitions {
  /** @param substitute What `--substitute` says. */
  readonly read: (word: string, substitute: readonly string[]) => Promise<GivenDefinition>;
  /** What to call the argument in the usage. */
  readonly called: string;
  /** What `--substitute` is told as in the usage; without it there is no such option. */
  readonly substitute?: string;
}

/** A command with the definition that it is about as its argument. */
export function takingDefinition(command: Program, { called, substitute }: Definitions): Program {
  const taking = command.argument("<definition>", called);
  if (substitute === undefined) return taking;
  const collect = (word: string, before: readonly string[]): readonly string[] => [...before, word];
  return taking.option("--substitute <name=value|file>", substitute, collect, []);
}

/** The machine of a definition; what is wrong with it is named with its place. What it leaves open stays as it is. */
export function machineOf({ text, placeOf, machineType = "STANDARD" }: GivenDefinition): Machine {
  const parsed = parse(text, { machineType, substitutions: "open" });
  if (parsed.ok) return parsed.machine;
  throw new ExitError(
    EXIT_CODES.bad,
    parsed.problems
      .map(({ pointer, code, message, hint }) => {
        const advice = hint === undefined ? "" : ` (${hint})`;
        return `${placeOf(pointer)}: ${code}: ${message}${advice}`;
      })
      .join("\n"),
  );
}

/** A file with JSON. */
export const JSON_FILES: Definitions = {
  called: "file with the state machine as JSON; of test-state also with a single state",
  read: async (file) => await Promise.resolve({ text: readText(file), placeOf: (pointer) => `${file}#${pointer}` }),
};

export function readJson(file: string): JsonValue {
  return jsonOption(file)(readText(file));
}

export function readText(file: string): string {
  try {
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}
