import { toDot, toMermaid, toSvg } from "@alpha-engine/definition";

import { loadConfig } from "../config/load-config.ts";
import { definitionNamed } from "../pipeline/definition-named.ts";
import type { SettingsFlags } from "../pipeline/merge-settings.ts";

const DRAW = { mermaid: toMermaid, dot: toDot, svg: toSvg };

export interface GraphFlags extends SettingsFlags {
  readonly config?: string;
  readonly format: keyof typeof DRAW;
}

/** `alpha-engine graph NAME|FILE` */
export async function graphCommand(word: string | undefined, { format, ...flags }: GraphFlags): Promise<void> {
  const { tree } = await definitionNamed(word, await loadConfig(flags.config), flags);
  process.stdout.write(DRAW[format](tree.definition));
}
