import { loadConfig } from "../config/load-config.ts";
import { definitionText } from "../pipeline/definition-of.ts";
import { mergeSettings, type SettingsFlags } from "../pipeline/merge-settings.ts";
import { theSubject } from "../pipeline/subject.ts";

/** `alpha-engine show NAME|FILE` */
export async function showCommand(
  word: string | undefined,
  flags: SettingsFlags & { readonly config?: string },
): Promise<void> {
  const loaded = await loadConfig(flags.config);
  const { settings, refuseUnread } = await mergeSettings(loaded.config.settings, flags);
  const { text } = await definitionText(theSubject(word, loaded), settings);
  refuseUnread();
  process.stdout.write(`${text.trimEnd()}\n`);
}
