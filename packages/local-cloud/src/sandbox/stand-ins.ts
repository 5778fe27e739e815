import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { POWER_FILE, POWER_PROGRAMS } from "./power-button.ts";
import { sudoScript } from "./sudo.ts";

/** Where they lie: the first folder of the agent's PATH. An image may put its own there in their place. */
export const STAND_IN_FOLDER = "usr/local/sbin";

export interface StandInOptions {
  readonly folder: string;
  /** The instance's /run and /root as its own programs have to spell them. */
  readonly run: string;
  readonly rootHome: string;
  /** sudo may become another user for real. */
  readonly switchesUsers: boolean;
}

/** Programs that must not be this machine's own: on a shared kernel they would do nothing, or end the person's machine. */
export async function writeStandIns(options: StandInOptions, adapt: (text: string) => string): Promise<void> {
  const { folder, run, rootHome, switchesUsers } = options;
  await mkdir(join(folder, STAND_IN_FOLDER), { recursive: true });
  const power = POWER_PROGRAMS.map((program) => [program, powerScript(program, run)] as const);
  for (const [program, script] of [...power, ["sudo", sudoScript(switchesUsers, rootHome)] as const]) {
    const path = join(folder, STAND_IN_FOLDER, program);
    await writeFile(path, adapt(script));
    await chmod(path, 0o755);
  }
}

function powerScript(program: string, run: string): string {
  const file = `${run}/${POWER_FILE}`;
  return `#!/bin/sh\nprintf '%s\\n' "${program} $*" >"${file}.$$" && mv -f "${file}.$$" "${file}"\n`;
}
