import { ExitError, UsageError } from "@alpha-engine/command-line";
import { extractCommands, renderCommands, walk, type WalkedState } from "@alpha-engine/definition";
import { didYouMean, EXIT_CODES } from "@alpha-engine/dialect";

import { loadConfig } from "../config/load-config.ts";
import { readData } from "../config/read-file.ts";
import { definitionNamed } from "../pipeline/definition-named.ts";
import type { SettingsFlags } from "../pipeline/merge-settings.ts";

export interface CommandsFlags extends SettingsFlags {
  readonly config?: string;
  readonly state?: string;
  readonly input?: string;
  readonly json?: true;
}

/** `alpha-engine commands NAME|FILE` */
export async function commandsCommand(
  word: string | undefined,
  { state, input, json, ...flags }: CommandsFlags,
): Promise<void> {
  const { tree, from } = await definitionNamed(word, await loadConfig(flags.config), flags);
  const data = input === undefined ? undefined : await readData(input);
  const senders = chosen([...walk(tree.definition)], state, from);
  const scripts = await Promise.all(
    senders.map(async (sender) => ({ state: sender.path, commands: await commandsOf(sender, data) })),
  );
  process.stdout.write(
    json === true
      ? `${JSON.stringify(scripts, undefined, 2)}\n`
      : scripts.map(({ state: path, commands }) => `# ${path}\n${commands.join("\n")}\n`).join("\n"),
  );
}

function chosen(states: readonly WalkedState[], wanted: string | undefined, from: string): readonly WalkedState[] {
  const senders = states.filter(({ state }) => extractCommands(state) !== undefined);
  if (wanted === undefined) return senders;
  const found = senders.filter(({ name, path }) => name === wanted || path === wanted);
  if (found.length > 0) return found;
  const names = senders.map(({ name }) => name);
  throw new UsageError(`${from}: no state "${wanted}" that sends commands${didYouMean(wanted, names)}`);
}

async function commandsOf({ state, path }: WalkedState, data: unknown): Promise<readonly string[]> {
  if (data === undefined) return (extractCommands(state) ?? []).map(({ text }) => text);
  try {
    return (await renderCommands(state, data as Parameters<typeof renderCommands>[1]))?.commands ?? [];
  } catch (error) {
    throw new ExitError(EXIT_CODES.bad, `${path}: ${(error as Error).message}`);
  }
}
