import type { JsonObject } from "@alpha-engine/asl";

import { DefinitionError } from "../errors.ts";
import { linesOf } from "../tree/lines.ts";
import { isObject, readTree, type Tree } from "../tree/tree.ts";

/** A definition with its tree, and the line of everything in it. */
export interface ReadDefinition {
  readonly tree: Tree;
  /** The text it was read from; of a JSON value its text as `JSON.stringify(…, undefined, 2)` writes it. */
  readonly text: string;
  /** The line of the value at a JSON pointer, or of the nearest one around it; from 1. */
  readonly lineOf: (pointer: string) => number;
}

/**
 * Reads a definition as text or as a JSON value. Throws a {@link DefinitionError} with a line where it is not one.
 *
 * @example
 * ```ts example
 * import { readDefinition } from "@alpha-engine/definition";
 *
 * const { tree, lineOf } = readDefinition('{ "StartAt": "A",\n  "States": {\n    "A": { "Type": "Succeed" } } }');
 * console.log(tree.states.map(({ path, type }) => `${path}: ${type}`), lineOf("/States/A"));
 * ```
 * ```text output
 * [ 'A: Succeed' ] 3
 * ```
 */
export function readDefinition(definition: string | object): ReadDefinition {
  const value: unknown = typeof definition === "string" ? parseJson(definition) : definition;
  if (!isObject(value))
    throw new DefinitionError(
      "NOT_A_DEFINITION",
      `line 1: expected a JSON object with StartAt and States, got ${Array.isArray(value) ? "a list" : value === null ? "null" : typeof value}`,
      { hint: "give a definition in the Amazon States Language: an object with StartAt and States" },
    );
  if (!isObject(value["States"]))
    throw new DefinitionError(
      "NOT_A_DEFINITION",
      `line 1: expected an object with StartAt and States, got ${namesOf(value)}`,
      { hint: "give a definition in the Amazon States Language: an object with StartAt and States" },
    );
  const text = typeof definition === "string" ? definition : textOf(definition);
  let lines: ReadonlyMap<string, number> | undefined;
  return {
    tree: readTree(value),
    text,
    lineOf(pointer): number {
      lines ??= linesOf(text);
      for (let place = pointer; place !== ""; place = place.slice(0, place.lastIndexOf("/"))) {
        const line = lines.get(place);
        if (line !== undefined) return line;
      }
      return 1;
    },
  };
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value, undefined, 2);
  } catch (error) {
    throw new DefinitionError(
      "NOT_A_DEFINITION",
      `expected a JSON value, got one that JSON cannot write: ${(error as Error).message.split("\n")[0]}`,
      { hint: "leave out what refers to itself, and numbers of type bigint", cause: error },
    );
  }
}

function namesOf(value: JsonObject): string {
  const names = Object.keys(value);
  return names.length === 0 ? "an empty object" : `an object with ${names.slice(0, 5).join(", ")}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    const position = /position (\d+)/.exec(message)?.[1];
    const line = position === undefined ? text.split("\n").length : text.slice(0, Number(position)).split("\n").length;
    throw new DefinitionError(
      "NOT_JSON",
      `line ${line}: not JSON: ${message.replace(/ in JSON.*$/s, "").replaceAll("\n", "\\n")}`,
      { hint: "mend the text at that line", cause: error },
    );
  }
}
