import { statSync } from "node:fs";

import { filesOfPattern, filesWithDefinitions } from "@alpha-engine/definition/files";

import type { LoadedConfig } from "../config/load-config.ts";
import { AlphaEngineError } from "../errors.ts";
import { deployedSubject, type Subject, subjectNamed, subjectsNamed } from "./subject.ts";

/** The subjects of these words, where a word may also be a folder or a pattern; without words every pipeline. */
export async function subjectsToLint(
  words: readonly string[],
  loaded: LoadedConfig,
  from?: "aws",
): Promise<readonly Subject[]> {
  if (from === "aws") return (words.length === 0 ? [""] : words).map(deployedSubject);
  if (words.length === 0) return subjectsNamed(words, loaded);
  const subjects = new Map<string, Subject>();
  for (const word of words) for (const subject of await subjectsOf(word, loaded)) subjects.set(subject.word, subject);
  return [...subjects.values()];
}

async function subjectsOf(word: string, loaded: LoadedConfig): Promise<readonly Subject[]> {
  const kind = statSync(word, { throwIfNoEntry: false });
  const isFolder = kind?.isDirectory() === true;
  if (!isFolder && (kind !== undefined || !/[*?[{]/.test(word))) return [subjectNamed(word, loaded)];
  const files = isFolder ? await filesWithDefinitions(word) : await filesOfPattern(word);
  if (files.length > 0) return files.map((file) => ({ ...subjectNamed(file, loaded), isFound: true }));
  const message = isFolder ? `${word}: there is no definition in this folder` : `${word}: no file is called so`;
  throw new AlphaEngineError("NO_SUCH_PIPELINE", message, {
    hint: "definitions are looked for in .json, .yaml, .yml, .asl, .template and .tf files, not in node_modules",
  });
}
