import { toDot, toMermaid, toSvg } from "@alpha-engine/definition";

import { loadConfig } from "../config/load-config.ts";
import { definitionText } from "../pipeline/definition-of.ts";
import { mergeSettings, type SettingsFlags } from "../pipeline/merge-settings.ts";
import { readable } from "../pipeline/readable.ts";
import { theSubject } from "../pipeline/subject.ts";

const DRAW = { mermaid: toMermaid, dot: toDot, svg: toSvg };

export interface GraphFlags extends SettingsFlags {
  readonly config?: string;
  readonly format: keyof typeof DRAW;
}

/** `alpha-engine graph NAME|FILE` */
export async function graphCommand(word: string | undefined, { format, ...flags }: GraphFlags): Promise<void> {
  const loaded = await loadConfig(flags.config);
  const { settings, refuseUnread } = await mergeSettings(loaded.config.settings, flags);
  const { text, from } = await definitionText(theSubject(word, loaded), settings);
  refuseUnread();
  process.stdout.write(readable(from, () => DRAW[format](text)));
}
