import type { Definitions, GivenDefinition } from "@alpha-engine/asl/cli";
import type { FoundDefinition } from "@alpha-engine/definition/files";

import { loadConfig } from "../config/load-config.ts";
import { readText } from "../config/read-file.ts";
import { definitionNamed } from "../pipeline/definition-named.ts";
import { SUBSTITUTE } from "./register.ts";

/** A pipeline of the configuration, or a file in any form that we read; a single state stays as it is. */
export const DEFINITIONS: Definitions = {
  called: "a pipeline of the configuration, or a file with a definition, FILE#ID where it has several",
  substitute: SUBSTITUTE[1],
  async read(word, substitute) {
    return singleState(word) ?? given(await definitionNamed(word, await loadConfig(undefined), { substitute }));
  },
};

function given({ text, machineType, positionOf }: FoundDefinition): GivenDefinition {
  return {
    text,
    ...(machineType === undefined ? {} : { machineType }),
    placeOf(pointer) {
      const { file, line, column } = positionOf(pointer);
      return `${file}:${line}:${column}: ${pointer === "" ? "/" : pointer}`;
    },
  };
}

function singleState(word: string): GivenDefinition | undefined {
  if (!word.endsWith(".json")) return undefined;
  try {
    const text = readText(word);
    const { Type } = JSON.parse(text) as { readonly Type?: unknown };
    return typeof Type === "string" ? { text, placeOf: (pointer) => `${word}#${pointer}` } : undefined;
  } catch {
    return undefined;
  }
}
