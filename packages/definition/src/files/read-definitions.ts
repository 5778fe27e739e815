import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, isAbsolute, join } from "node:path";

import { didYouMean } from "@alpha-engine/dialect";

import { DefinitionError } from "../errors.ts";
import { readDefinition, type ReadDefinition, readNode, withoutMark } from "../read/read-definition.ts";
import { Substitutions } from "../read/substitutions.ts";
import type { Source } from "../source/place.ts";
import { isObject } from "../tree/tree.ts";
import { documentsOf } from "./document.ts";
import type { Folder, Machine } from "./machine.ts";
import { machinesIn } from "./machines-in.ts";

/** A definition, and where it was found. */
export interface FoundDefinition extends ReadDefinition {
  /** The file that was given, with `#id` where it has several things in it. */
  readonly from: string;
  /** The file's name without its endings, or what the state machine is called in it. */
  readonly name: string;
}

/** A state machine whose definition cannot be read, and why. */
export interface UnreadDefinition {
  readonly from: string;
  readonly error: DefinitionError;
}

/** What is in a file. */
export interface DefinitionsInFile {
  readonly found: readonly FoundDefinition[];
  readonly unread: readonly UnreadDefinition[];
  /** Further files that definitions were read from, resolved. */
  readonly files: readonly string[];
}

/** How to read a file. */
export interface ReadOptions {
  /** What fills `${Name}` in. @default nothing */
  readonly substitutions?: Substitutions;
  /** The one of this name alone. @default all */
  readonly id?: string | undefined;
}

/** What reading needs of the world. */
export interface ReadEffects {
  /** The text of a file; undefined where it is the file system's. @default always that */
  readonly readText?: (file: string) => string | undefined | Promise<string | undefined>;
  /** The names of the files in a folder. @default the file system's */
  readonly filesIn?: (folder: string) => Promise<readonly string[]>;
}

/**
 * Every definition in a file: JSON, JSON with comments or YAML that is one, or a CloudFormation or SAM template, what
 * `cdk synth` or `terraform show -json` writes, Terraform's own files, a `serverless.yml`. Throws a {@link DefinitionError} where the file cannot be read, or has none.
 *
 * @example
 * ```ts example
 * import { readDefinitions } from "@alpha-engine/definition/files";
 *
 * const template = `
 * Resources:
 *   Nightly:
 *     Type: AWS::Serverless::StateMachine
 *     Properties:
 *       Type: EXPRESS
 *       Definition:
 *         StartAt: Work
 *         States: { Work: { Type: Task, Resource: !GetAtt Worker.Arn, End: true } }
 * `;
 * const { found } = await readDefinitions("template.yaml", {}, { readText: () => template });
 * for (const { from, machineType, holes, positionOf } of found)
 *   console.log(from, machineType, holes.map(({ name }) => name), positionOf("/States/Work").line);
 * ```
 * ```text output
 * template.yaml#Nightly EXPRESS [ 'Worker.Arn' ] 9
 * ```
 */
export async function readDefinitions(
  file: string,
  { substitutions = new Substitutions(), id }: ReadOptions = {},
  { readText: given = () => undefined, filesIn = filesOnDisk }: ReadEffects = {},
): Promise<DefinitionsInFile> {
  const readText = async (path: string): Promise<string> => (await given(path)) ?? (await readFromDisk(path));
  const source = { file, text: withoutMark(await readText(file)) };
  const name = basename(file).replace(/(?:\.asl)?\.(?:jsonc?|ya?ml|asl|tf)$/, "");
  const plain = id === undefined && substitutions.values.size === 0 ? plainJson(source) : undefined;
  if (plain !== undefined) return { found: [{ ...plain, from: file, name }], unread: [], files: [] };
  const files: string[] = [];
  const machines = await machinesIn(source, folderOf(dirname(file), { files, readText, filesIn }));
  const chosen = id === undefined ? machines : machines.filter((machine) => machine.id === id);
  if (chosen.length === 0) throw nothingIn(id, machines);
  const found: FoundDefinition[] = [];
  const unread: UnreadDefinition[] = [];
  for (const machine of chosen) {
    const from = machine.id === undefined ? file : `${file}#${machine.id}`;
    try {
      const read = readNode(await machine.definition(), { substitutions, machineType: machine.machineType });
      found.push({ ...read, from, name: machine.id ?? name });
    } catch (error) {
      if (!(error instanceof DefinitionError)) throw error;
      if (machine.isSure !== false || error.code !== "NOT_RESOLVED" || id !== undefined) unread.push({ from, error });
    }
  }
  return { found, unread, files };
}

/** What is plain JSON needs none of the rest. */
function plainJson(source: Source): ReadDefinition | undefined {
  if (!source.text.includes('"States"')) return undefined;
  try {
    const value = JSON.parse(source.text) as unknown;
    if (!isObject(value) || !isObject(value["States"])) return undefined;
  } catch {
    return undefined;
  }
  return readDefinition(source.text, source.file);
}

async function readFromDisk(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const { code = String(cause) } = cause as NodeJS.ErrnoException;
    throw new DefinitionError("FILE_UNREADABLE", `${file} cannot be read: ${code}`, {
      hint: "paths start at the folder of the file that names them",
      cause,
    });
  }
}

async function filesOnDisk(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

interface Reading {
  readonly files: string[];
  readonly readText: (file: string) => Promise<string>;
  readonly filesIn: (folder: string) => Promise<readonly string[]>;
}

function folderOf(path: string, { files, readText, filesIn }: Reading): Folder {
  const read = async (name: string): Promise<Source> => {
    const file = isAbsolute(name) ? name : join(path, name);
    const source = { file, text: withoutMark(await readText(file)) };
    files.push(file);
    return source;
  };
  return {
    path,
    source: read,
    async beside(ending) {
      const sources: Source[] = [];
      for (const name of await filesIn(path)) {
        const file = join(path, name);
        if (name.endsWith(ending)) sources.push({ file, text: withoutMark(await readText(file)) });
      }
      return sources;
    },
    async node(name) {
      const [first] = await documentsOf(await read(name));
      if (first !== undefined) return first;
      throw new DefinitionError("NOT_A_DEFINITION", `${name} is empty`, {
        hint: "name a file with StartAt and States",
      });
    },
  };
}

function nothingIn(id: string | undefined, machines: readonly Machine[]): DefinitionError {
  const ids = machines.flatMap((machine) => machine.id ?? []);
  const there = ids.length === 0 ? "it is one definition without a name" : `there are ${ids.join(", ")}`;
  if (id !== undefined && machines.length > 0)
    return new DefinitionError("NO_SUCH_DEFINITION", `no state machine "${id}"${didYouMean(id, ids)}; ${there}`, {
      hint: "write FILE#ID",
    });
  return new DefinitionError("NO_SUCH_DEFINITION", "it holds no state machine", {
    hint: "give a definition (an object with StartAt and States), or a template with a state machine",
  });
}
