import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { ASKING_PROGRAMS, askScript } from "../ask.ts";
import { POWER_FILE, POWER_PROGRAMS } from "../power-button.ts";
import { CLOCK_FILE, METADATA_FILE, type SandboxSpec } from "../sandbox.ts";
import { curlScript } from "./curl.ts";
import { dateScript } from "./date.ts";
import { dnfScript } from "./dnf.ts";
import { gitConfig, gitScript } from "./git.ts";
import { STAND_IN_FOLDER } from "./stand-in-folder.ts";
import { sudoScript } from "./sudo.ts";

export interface StandInOptions {
  readonly spec: SandboxSpec;
  /** An instance's own folder, `/run`, as its own programs have to spell it. */
  readonly inside: (path: string) => string;
  /** sudo may become another user for real. */
  readonly switchesUsers: boolean;
  /** Where the instance finds its n-th repository. */
  readonly repository: (folder: string, index: number) => string;
}

/** Programs that must not be this machine's own: on a shared kernel they would do nothing, or act on the person's machine. */
export async function writeStandIns(options: StandInOptions, adapt: (text: string) => string): Promise<void> {
  const { spec, inside, switchesUsers, repository } = options;
  const { folder, image = {} } = spec;
  const { repositories = {} } = image;
  const run = inside("/run");
  const isRoot = switchesUsers ? '[ "$(id -u)" = 0 ]' : '[ "${USER:-root}" = root ]';
  const scripts = new Map<string, string>([
    ["sudo", sudoScript(switchesUsers, inside("/root"))],
    ["curl", curlScript(`${run}/${METADATA_FILE}`)],
    ["date", dateScript(`${run}/${CLOCK_FILE}`)],
    ...["dnf", "yum"].map((name) => [name, dnfScript(inside("/var"), isRoot, image.packages)] as const),
    ...ASKING_PROGRAMS.map((program) => [program, askScript(run, isRoot)] as const),
    ...POWER_PROGRAMS.map((program) => [program, powerScript(program, run, isRoot)] as const),
  ]);
  if (Object.keys(repositories).length > 0) {
    const config = "/var/lib/local-cloud/gitconfig";
    await mkdir(join(folder, "var/lib/local-cloud"), { recursive: true });
    const places = Object.entries(repositories).map(([url, path], index) => [url, repository(path, index)] as const);
    await writeFile(join(folder, config), gitConfig(places));
    scripts.set("git", gitScript(inside(config)));
  }
  await mkdir(join(folder, STAND_IN_FOLDER), { recursive: true });
  for (const [program, script] of scripts) {
    const path = join(folder, STAND_IN_FOLDER, program);
    await writeFile(path, adapt(script));
    await chmod(path, 0o755);
  }
}

/** Whose absolute paths scripts name, too. */
export const STAND_INS: readonly string[] = [
  "sudo",
  "curl",
  "date",
  "git",
  "dnf",
  "yum",
  ...ASKING_PROGRAMS,
  ...POWER_PROGRAMS,
];

function powerScript(program: string, run: string, isRoot: string): string {
  const file = `${run}/${POWER_FILE}`;
  return `#!/bin/sh
${isRoot} || { echo "Failed to ${program}: Interactive authentication required." >&2; exit 1; }
printf '%s\\n' "${program} $*" >"${file}.$$" && mv -f "${file}.$$" "${file}"
`;
}
