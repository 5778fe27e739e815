import { ReleaseCheckError } from "../errors.ts";
import type { Packed } from "../tarballs/pack.ts";
import { readManifest } from "../workspace/packages.ts";
import type { Consumer } from "./consumer.ts";

export interface Command {
  readonly name: string;
  readonly package: string;
  readonly version: string;
}

/** Every command of every package. */
export function commandsOf(packed: readonly Packed[]): readonly Command[] {
  return packed.flatMap(({ name, version, folder }) =>
    Object.keys(readManifest(folder).bin ?? {}).map((command) => ({ name: command, package: name, version })),
  );
}

/** Each answers `--version` and `--help`, and refuses what it does not know. */
export async function tryCommands(consumer: Consumer, commands: readonly Command[]): Promise<void> {
  for (const { name, version } of commands) {
    const said = (await consumer.run(name, ["--version"])).stdout.trim();
    if (said !== version) throw new ReleaseCheckError(`${name} --version says "${said}", its package is ${version}`);
    const help = (await consumer.run(name, ["--help"])).stdout;
    if (!help.startsWith(`Usage: ${name}`)) throw new ReleaseCheckError(`${name} --help begins "${help.slice(0, 60)}"`);
    await consumer.run(name, ["--no-such-option"], { expect: [2] });
  }
}
