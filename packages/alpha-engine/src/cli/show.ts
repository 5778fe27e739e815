import { loadConfig } from "../config/load-config.ts";
import { definitionNamed } from "../pipeline/definition-named.ts";
import type { SettingsFlags } from "../pipeline/merge-settings.ts";

/** `alpha-engine show NAME|FILE` */
export async function showCommand(
  word: string | undefined,
  flags: SettingsFlags & { readonly config?: string },
): Promise<void> {
  const { text } = await definitionNamed(word, await loadConfig(flags.config), flags);
  process.stdout.write(`${text.trimEnd()}\n`);
}
