import type { JsonObject, JsonValue, MachineType } from "@alpha-engine/asl";

import { DefinitionError } from "../errors.ts";
import { readJson } from "../source/json.ts";
import type { Node } from "../source/node.ts";
import { type Place, type Position, positionOf, type Source } from "../source/place.ts";
import { textAt } from "../source/text.ts";
import { isObject, readTree, type Tree } from "../tree/tree.ts";
import { fill, type OpenHole } from "./fill.ts";
import { placesOf } from "./places.ts";
import { Substitutions } from "./substitutions.ts";

/** A definition with its tree, and the place of everything in it. */
export interface ReadDefinition {
  readonly tree: Tree;
  /** The text it was read from where that is plain JSON; otherwise as `JSON.stringify(…, undefined, 2)` writes it. */
  readonly text: string;
  /** `EXPRESS` or `STANDARD`, where what the definition stands in says so. */
  readonly machineType?: MachineType;
  /** What is left open, as `${Name}`, in the order of the definition. */
  readonly holes: readonly OpenHole[];
  /** The line of the value at a JSON pointer, or of the nearest one around it; from 1. */
  readonly lineOf: (pointer: string) => number;
  /** The same with file and column; a member is where its name is. */
  readonly positionOf: (pointer: string) => Position;
}

/**
 * Reads a definition as text or as a JSON value: JSON, also with comments, a byte order mark, commas behind the last item, or
 * `${Name}` where something is filled in later. Throws a {@link DefinitionError} with a line where it is not one.
 *
 * @param file What the text's file is called, in positions.
 *
 * @example
 * ```ts example
 * import { readDefinition } from "@alpha-engine/definition";
 *
 * const { tree, positionOf } = readDefinition('{ "StartAt": "A",\n  "States": { // one\n    "A": { "Type": "Succeed" } } }');
 * const { line, column } = positionOf("/States/A");
 * console.log(tree.states.map(({ path, type }) => `${path}: ${type}`), line, column);
 * ```
 * ```text output
 * [ 'A: Succeed' ] 3 5
 * ```
 */
export function readDefinition(definition: string | object, file = ""): ReadDefinition {
  const source = { file, text: typeof definition === "string" ? withoutMark(definition) : textOf(definition) };
  const value = typeof definition === "string" ? parsed(source.text) : (definition as JsonValue);
  let node: Node | undefined;
  const nodeOf = (): Node => (node ??= readJson(textAt(source, 0, source.text)));
  if (value === undefined) return readNode(nodeOf());
  return made(value, source, {
    places: () => placesOf(nodeOf()),
    holes: () => (source.text.includes("${") ? fill(nodeOf(), new Substitutions()).holes : []),
  });
}

/** What a definition is made of beside its node. */
export interface NodeOptions {
  readonly substitutions?: Substitutions;
  readonly machineType?: MachineType | undefined;
}

/** The definition that a node is. */
export function readNode(
  node: Node,
  { substitutions = new Substitutions(), machineType }: NodeOptions = {},
): ReadDefinition {
  const { value, holes } = fill(node, substitutions);
  const source = { file: node.place.source.file, text: textOf(value as object) };
  return made(value, source, { places: () => placesOf(node), holes: () => holes, machineType });
}

interface Known {
  readonly places: () => ReadonlyMap<string, Place>;
  readonly holes: () => readonly OpenHole[];
  readonly machineType?: MachineType | undefined;
}

function made(value: JsonValue, source: Source, known: Known): ReadDefinition {
  checkIsDefinition(value);
  let places: ReadonlyMap<string, Place> | undefined;
  let holes: readonly OpenHole[] | undefined;
  const at = (pointer: string): Position => {
    places ??= known.places();
    for (let each = pointer; ; each = each.slice(0, each.lastIndexOf("/"))) {
      const place = places.get(each);
      if (place !== undefined) return positionOf(place);
      if (each === "") return { file: source.file, line: 1, column: 1 };
    }
  };
  return {
    tree: readTree(value),
    text: source.text,
    ...(known.machineType === undefined ? {} : { machineType: known.machineType }),
    get holes() {
      return (holes ??= known.holes());
    },
    lineOf: (pointer) => at(pointer).line,
    positionOf: at,
  };
}

function checkIsDefinition(value: JsonValue): asserts value is JsonObject {
  const got = !isObject(value) ? kindOf(value) : isObject(value["States"]) ? undefined : namesOf(value);
  if (got === undefined) return;
  throw new DefinitionError(
    "NOT_A_DEFINITION",
    `line 1: expected ${isObject(value) ? "an object" : "a JSON object"} with StartAt and States, got ${got}`,
    { hint: "give a definition in the Amazon States Language: an object with StartAt and States" },
  );
}

function kindOf(value: JsonValue): string {
  return Array.isArray(value) ? "a list" : value === null ? "null" : typeof value;
}

function namesOf(value: JsonObject): string {
  const names = Object.keys(value);
  return names.length === 0 ? "an empty object" : `an object with ${names.slice(0, 5).join(", ")}`;
}

function textOf(value: object): string {
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

/** Without a byte order mark. */
export function withoutMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

/** The value of a text that is plain JSON. */
function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
