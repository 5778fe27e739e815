export { filesOfPattern, filesWithDefinitions } from "./find-files.ts";
export { readDefinitions } from "./read-definitions.ts";
export type {
  DefinitionsInFile,
  FoundDefinition,
  ReadEffects,
  ReadOptions,
  UnreadDefinition,
} from "./read-definitions.ts";
export { Substitutions } from "../read/substitutions.ts";
