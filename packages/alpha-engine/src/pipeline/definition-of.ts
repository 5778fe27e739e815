import { relative, resolve } from "node:path";

import type { Definition } from "@alpha-engine/definition";

import type { Settings } from "../config/config.ts";
import { readData, readText } from "../config/read-file.ts";
import { resolveFrom } from "../config/resolve-from.ts";
import { AlphaEngineError } from "../errors.ts";
import type { Subject } from "./subject.ts";

/** A definition as text, and what to call it in messages. */
export interface DefinitionText {
  readonly text: string;
  readonly from: string;
}

/** The text of a subject's definition: as it is written where it is a JSON file, else as JSON. */
export async function definitionText(subject: Subject, settings: Settings): Promise<DefinitionText> {
  const place = `pipelines.${subject.name}.definition`;
  const made = await resolveFrom<string | object>(subject.pipeline.definition, settings, place);
  if (typeof made === "string") return await readDefinitionFile(subject, made);
  if (typeof made === "object" && made !== null) {
    return { text: JSON.stringify(made, undefined, 2), from: subject.word };
  }
  const message = `${place}: expected its function to return a definition, got ${typeof made}`;
  throw new AlphaEngineError("NO_DEFINITION", message, { hint: "return an object with StartAt and States" });
}

/** A subject's definition, as an object with states. */
export async function definitionOf(subject: Subject, settings: Settings): Promise<Definition> {
  const { text, from } = await definitionText(subject, settings);
  const value = parsed(text, from);
  const { States } = (value ?? {}) as { readonly States?: unknown };
  if (typeof States === "object" && States !== null) return value as Definition;
  const message = `${from}: expected a definition, an object with StartAt and States, got ${JSON.stringify(value).slice(0, 60)}`;
  throw new AlphaEngineError("NO_DEFINITION", message);
}

async function readDefinitionFile({ folder, word, isFile }: Subject, file: string): Promise<DefinitionText> {
  if (file === "-") return { text: readText(file), from: "stdin" };
  const path = resolve(folder, file);
  const from = isFile ? word : relative(process.cwd(), path);
  const text = /\.ya?ml$/.test(path) ? JSON.stringify(await readData(path, from), undefined, 2) : readText(path, from);
  return { text, from };
}

function parsed(text: string, from: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const message = `${from}: expected a definition in JSON: ${(cause as Error).message}`;
    throw new AlphaEngineError("NO_DEFINITION", message, { cause });
  }
}
