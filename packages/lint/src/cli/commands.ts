import type { JsonObject } from "@alpha-engine/asl";
import { ExitError, UsageError } from "@alpha-engine/command-line";
import { extractCommands, renderCommands } from "@alpha-engine/definition";
import type { StateNode } from "@alpha-engine/definition/tree";
import { nearest } from "@alpha-engine/dialect";

import { definitionIn, readObject } from "./files.ts";

interface CommandsFlags {
  readonly state?: string;
  readonly input?: string;
  readonly json?: true;
}

export async function printCommands(file: string, { state, input, json }: CommandsFlags): Promise<void> {
  const { tree } = definitionIn(file);
  const data = input === undefined ? undefined : readObject(input);
  const senders = chosen(tree.states, state, file);
  const scripts = await Promise.all(
    senders.map(async (sender) => ({ state: sender.path, commands: await commandsOf(sender, data) })),
  );
  process.stdout.write(
    json === true
      ? `${JSON.stringify(scripts, undefined, 2)}\n`
      : scripts.map(({ state, commands }) => `# ${state}\n${commands.join("\n")}\n`).join("\n"),
  );
}

function chosen(states: readonly StateNode[], wanted: string | undefined, file: string): readonly StateNode[] {
  const senders = states.filter(({ raw }) => extractCommands(raw) !== undefined);
  if (wanted === undefined) return senders;
  const found = senders.filter(({ name, path }) => name === wanted || path === wanted);
  if (found.length > 0) return found;
  const near = nearest(
    wanted,
    senders.map(({ name }) => name),
  );
  throw new UsageError(
    `${file}: no state "${wanted}" that sends commands${near === undefined ? "" : ` (did you mean ${near}?)`}`,
  );
}

async function commandsOf({ raw, path }: StateNode, data: JsonObject | undefined): Promise<readonly string[]> {
  if (data === undefined) return (extractCommands(raw) ?? []).map(({ text }) => text);
  try {
    return (await renderCommands(raw, data))?.commands ?? [];
  } catch (error) {
    throw new ExitError(1, `${path}: ${(error as Error).message}`);
  }
}
