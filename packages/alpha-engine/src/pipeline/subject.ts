import { statSync } from "node:fs";
import { basename, resolve } from "node:path";

import { didYouMean } from "@alpha-engine/dialect";

import type { Pipeline } from "../config/config.ts";
import type { LoadedConfig } from "../config/load-config.ts";
import { AlphaEngineError } from "../errors.ts";

/** What a command is about: a definition's file, or a pipeline of the configuration. */
export interface Subject {
  /** Of the pipeline, or of the file without its endings. */
  readonly name: string;
  /** As the user said it. */
  readonly word: string;
  readonly pipeline: Pipeline;
  /** Where the paths of the pipeline start. */
  readonly folder: string;
  readonly isFile: boolean;
  /** Found in a folder or by a pattern: it may turn out to have no definition. @default false */
  readonly isFound?: true;
  /** Named by its ARN: it is what AWS has. @default false */
  readonly isDeployed?: true;
}

/** A path that is a file, or `FILE#ID`, is that file, any other word a pipeline's name. */
export function subjectNamed(word: string, { config, file, folder }: LoadedConfig): Subject {
  const named = splitId(word);
  if (word === "-" || isFile(named.file)) {
    const pipeline = { definition: word === "-" ? word : resolve(word) };
    const name = word === "-" ? "stdin" : (named.id ?? basename(word).replace(/(?:\.asl)?\.(?:jsonc?|ya?ml|asl)$/, ""));
    return { name, word, pipeline, folder: process.cwd(), isFile: true };
  }
  const { pipelines = {} } = config;
  const found = Object.hasOwn(pipelines, word) ? pipelines[word] : undefined;
  if (found !== undefined) {
    return {
      name: word,
      word,
      pipeline: typeof found === "string" ? { definition: found } : found,
      folder,
      isFile: false,
    };
  }
  const names = Object.keys(pipelines);
  if (word.startsWith("arn:"))
    throw new AlphaEngineError("NO_SUCH_PIPELINE", `there is no file and no pipeline "${word}"`, {
      hint: `to read what is deployed, say --from aws ${word}`,
    });
  const known = file === undefined ? "there is no configuration" : `the pipelines are ${names.join(", ")}`;
  const message = `there is no file and no pipeline "${word}"${didYouMean(word, names)}; ${known}`;
  throw new AlphaEngineError("NO_SUCH_PIPELINE", message);
}

/** The state machine in AWS that an ARN names. */
export function deployedSubject(arn: string): Subject {
  if (!/^arn:[\w-]+:states:[\w-]+:\d{12}:stateMachine:./.test(arn))
    throw new AlphaEngineError("NO_SUCH_PIPELINE", `--from aws: expected the ARN of a state machine, got "${arn}"`, {
      hint: "take it from aws stepfunctions list-state-machines",
    });
  const name = arn.split(":")[6] ?? arn;
  return { name, word: arn, pipeline: { definition: arn }, folder: process.cwd(), isFile: true, isDeployed: true };
}

/** The subjects of these words; without words every pipeline. */
export function subjectsNamed(words: readonly string[], loaded: LoadedConfig): readonly Subject[] {
  const names = words.length > 0 ? words : Object.keys(loaded.config.pipelines ?? {});
  if (names.length > 0) return names.map((word) => subjectNamed(word, loaded));
  throw nothingNamed("name a file with a definition");
}

/** The subject of this word; without one the only pipeline that there is. */
export function theSubject(word: string | undefined, loaded: LoadedConfig, from?: "aws"): Subject {
  if (from === "aws") return deployedSubject(word ?? "");
  if (word !== undefined) return subjectNamed(word, loaded);
  const names = Object.keys(loaded.config.pipelines ?? {});
  if (names.length === 1 && names[0] !== undefined) return subjectNamed(names[0], loaded);
  throw nothingNamed(
    names.length === 0 ? "name a file with a definition" : `name one of ${names.join(", ")}, or a file`,
  );
}

/** `FILE#ID` is one state machine of several in a file. */
export function splitId(word: string): { readonly file: string; readonly id: string | undefined } {
  const at = word.lastIndexOf("#");
  if (at <= 0 || isFile(word)) return { file: word, id: undefined };
  return { file: word.slice(0, at), id: word.slice(at + 1) };
}

function nothingNamed(hint: string): AlphaEngineError {
  return new AlphaEngineError("NO_SUCH_PIPELINE", `nothing is named: ${hint}`);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
