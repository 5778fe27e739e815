import { relative, resolve } from "node:path";

import type { ReadDefinition } from "@alpha-engine/definition";
import {
  type DefinitionsInFile,
  type FoundDefinition,
  readDefinitions,
  Substitutions,
} from "@alpha-engine/definition/files";

import type { Settings } from "../config/config.ts";
import { readText } from "../config/read-file.ts";
import { resolveFrom } from "../config/resolve-from.ts";
import { AlphaEngineError } from "../errors.ts";
import { readable } from "./readable.ts";
import { splitId, type Subject } from "./subject.ts";

/** How a definition comes to be what it is. */
export interface DefinitionOptions {
  readonly settings: Settings;
  /** What fills `${Name}` in. @default nothing */
  readonly substitutions?: Substitutions;
}

/** Every definition of a subject: a template may have several. */
export async function definitionsOf(subject: Subject, options: DefinitionOptions): Promise<DefinitionsInFile> {
  const read = await definitionsIn(subject, options);
  const { type } = subject.pipeline;
  return type === undefined ? read : { ...read, found: read.found.map((each) => ({ ...each, machineType: type })) };
}

async function definitionsIn(
  subject: Subject,
  { settings, substitutions = new Substitutions() }: DefinitionOptions,
): Promise<DefinitionsInFile> {
  if (subject.isDeployed === true) return await inAws(subject.word, substitutions);
  const place = `pipelines.${subject.name}.definition`;
  const made = await resolveFrom<string | object>(subject.pipeline.definition, settings, place);
  if (typeof made === "string") return await inFile(subject, made, substitutions);
  if (typeof made === "object" && made !== null) {
    const text = JSON.stringify(made, undefined, 2);
    return await readable(subject.word, () =>
      readDefinitions(subject.word, { substitutions }, { readText: () => text }),
    );
  }
  const message = `${place}: expected its function to return a definition, got ${typeof made}`;
  throw new AlphaEngineError("NO_DEFINITION", message, { hint: "return an object with StartAt and States" });
}

/** The only definition of a subject. */
export async function definitionOf(subject: Subject, options: DefinitionOptions): Promise<FoundDefinition> {
  const { found, unread } = await definitionsOf(subject, options);
  const [first] = unread;
  if (first !== undefined && found.length === 0) return readable(first.from, () => raise(first.error));
  const [only] = found;
  if (only !== undefined && found.length + unread.length === 1) return only;
  const names = [...found, ...unread].map(({ from }) => from);
  throw new AlphaEngineError(
    "NO_DEFINITION",
    `${subject.word} has several state machines: name one of ${names.join(", ")}`,
  );
}

/** A definition that is to run: what is left open in it is refused. */
export async function wholeDefinition(subject: Subject, options: DefinitionOptions): Promise<FoundDefinition> {
  const read = await definitionOf(subject, options);
  refuseOpen(read);
  return read;
}

/** A definition that is to run, with something invented for what is left open in it. */
export async function filledDefinition(
  subject: Subject,
  options: DefinitionOptions,
): Promise<FoundDefinition & { readonly filledIn: readonly string[] }> {
  const open = await definitionOf(subject, options);
  if (open.holes.length === 0) return { ...open, filledIn: [] };
  const { inventSubstitutions } = await import("@alpha-engine/definition/invent");
  const values = inventSubstitutions(open);
  const given = Object.fromEntries(options.substitutions?.values ?? []);
  const substitutions = new Substitutions({ ...values, ...given });
  return { ...(await definitionOf(subject, { ...options, substitutions })), filledIn: Object.keys(values) };
}

/** What only looks like something to be filled in may be meant as it is. */
function refuseOpen({ holes, from, positionOf }: FoundDefinition & ReadDefinition): void {
  const open = holes.filter(({ isCertain }) => isCertain);
  const [first] = open;
  if (first === undefined) return;
  const names = [...new Set(open.map(({ name }) => name))];
  const { line, column } = positionOf(first.pointer);
  const message = `${from}: line ${line}, column ${column}: ${names.map((name) => `\${${name}}`).join(", ")} ${names.length === 1 ? "is" : "are"} open`;
  throw new AlphaEngineError("NO_DEFINITION", message, {
    hint: `say what ${names.length === 1 ? "it is" : "they are"}: ${names.map((name) => `--substitute ${name}=…`).join(" ")}`,
  });
}

/** What AWS has; asked for as the environment says. */
async function inAws(arn: string, substitutions: Substitutions): Promise<DefinitionsInFile> {
  const { deployedStateMachine, DeployError } = await import("@alpha-engine/deploy");
  try {
    const { definition, name, type } = await deployedStateMachine(arn);
    const read = await readable(arn, () => readDefinitions(arn, { substitutions }, { readText: () => definition }));
    return { ...read, found: read.found.map((each) => ({ ...each, name, machineType: type })) };
  } catch (cause) {
    if (!(cause instanceof DeployError)) throw cause;
    throw new AlphaEngineError("FILE_UNREADABLE", cause.message, { hint: cause.hint, cause });
  }
}

async function inFile(
  { folder, word, isFile }: Subject,
  given: string,
  substitutions: Substitutions,
): Promise<DefinitionsInFile> {
  const { file, id } = given === "-" ? { file: given, id: undefined } : splitId(resolve(folder, given));
  const shown = given === "-" ? "stdin" : isFile ? splitId(word).file : relative(process.cwd(), file);
  const readNamed = (path: string): string | undefined => (path === shown ? readText(file, shown) : undefined);
  return await readable(shown, () => readDefinitions(shown, { substitutions, id }, { readText: readNamed }));
}

function raise(error: Error): never {
  throw error;
}
