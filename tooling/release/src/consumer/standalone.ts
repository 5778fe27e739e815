import { existsSync } from "node:fs";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { standaloneFile } from "../tarballs/contents.ts";
import type { Command } from "./commands.ts";
import type { Consumer } from "./consumer.ts";

/** The commands that also come in one file. */
export function standaloneCommands(consumer: Consumer, commands: readonly Command[]): readonly Command[] {
  return commands.filter((command) => existsSync(fileOf(consumer, command)));
}

/**
 * Copies the files into a folder, each alone: nothing beside it, nothing above it. The folder that is returned has commands
 * that run them with Node itself.
 */
export async function writeStandalone(
  consumer: Consumer,
  commands: readonly Command[],
  folder: string,
): Promise<string> {
  const bin = join(folder, "bin");
  await mkdir(bin, { recursive: true });
  for (const command of commands) {
    const alone = join(folder, command.name);
    await mkdir(alone);
    const file = join(alone, `${command.name}.mjs`);
    await copyFile(fileOf(consumer, command), file);
    const script = `#!/bin/sh\nexec "${process.execPath}" "${file}" "$@"\n`;
    await writeFile(join(bin, command.name), script, { mode: 0o755 });
  }
  return bin;
}

function fileOf({ folder }: Consumer, { name, package: from }: Command): string {
  return join(folder, "node_modules", from, standaloneFile(name));
}
