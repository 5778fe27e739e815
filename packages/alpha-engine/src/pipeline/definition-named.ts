import type { FoundDefinition } from "@alpha-engine/definition/files";

import type { LoadedConfig } from "../config/load-config.ts";
import { definitionOf } from "./definition-of.ts";
import { mergeSettings, type SettingsFlags } from "./merge-settings.ts";
import { theSubject } from "./subject.ts";
import { refuseUnused, substitutionsFrom } from "./substitute.ts";

/** The definition that a command is to look at; what the command line says and nothing uses is refused. */
export async function definitionNamed(
  word: string | undefined,
  loaded: LoadedConfig,
  flags: SettingsFlags,
): Promise<FoundDefinition> {
  const { settings, refuseUnread } = await mergeSettings(loaded.config.settings, flags);
  const substitutions = await substitutionsFrom(flags.substitute);
  const read = await definitionOf(theSubject(word, loaded, flags.from), { settings, substitutions });
  refuseUnread();
  refuseUnused(substitutions, read.holes);
  return read;
}
