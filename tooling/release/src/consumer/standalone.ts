import { existsSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";

import { run, type Ran, type RunOptions } from "../process/run.ts";
import { standaloneFile } from "../tarballs/contents.ts";
import type { Command } from "./commands.ts";
import type { Consumer } from "./consumer.ts";

/** The commands that also come in one file. */
export function standaloneCommands(consumer: Consumer, commands: readonly Command[]): readonly Command[] {
  return commands.filter((command) => existsSync(fileOf(consumer, command)));
}

/** The file copied alone into an empty folder and run by Node itself: nothing beside it, nothing above it. */
export async function standaloneTool(
  consumer: Consumer,
  commands: readonly Command[],
  folder: string,
  options: Omit<RunOptions, "cwd">,
): Promise<(command: string, args: readonly string[], expect?: number, input?: string) => Promise<Ran>> {
  await mkdir(folder, { recursive: true });
  for (const command of commands) await copyFile(fileOf(consumer, command), join(folder, `${command.name}.mjs`));
  return (name, args, expect = 0, input = "") => {
    const given = { ...options, expect: [expect], input };
    if (!commands.some((command) => command.name === name)) return consumer.run(name, args, given);
    return run(process.execPath, [join(folder, `${name}.mjs`), ...args], { ...given, cwd: folder });
  };
}

function fileOf({ folder }: Consumer, { name, package: from }: Command): string {
  return join(folder, "node_modules", from, standaloneFile(name));
}
