import { existsSync } from "node:fs";
import { dirname } from "node:path";

import { hostPrograms } from "../../host-programs/host-programs.ts";
import type { OwnFiles } from "../../own-files/own-files.ts";
import { ASKING_PROGRAMS, askScript } from "../ask.ts";
import { POWER_FILE, POWER_PROGRAMS } from "../power-button.ts";
import { CLOCK_FILE, METADATA_FILE, type SandboxSpec } from "../sandbox.ts";
import { awsScript } from "./aws.ts";
import { CRON_PROGRAMS, cronScript } from "./cron.ts";
import { curlScript } from "./curl.ts";
import { dateScript } from "./date.ts";
import { dnfScript } from "./dnf.ts";
import { ec2MetadataScript } from "./ec2-metadata.ts";
import { gitConfig, gitScript } from "./git.ts";
import { pythonScript } from "./python.ts";
import { scpScript } from "./scp.ts";
import { settingsScripts } from "./settings.ts";
import { shellPath } from "./shell.ts";
import { keyscanScript, sshScript } from "./ssh.ts";
import { STAND_IN_FOLDER } from "./stand-in-folder.ts";
import { suScript } from "./su.ts";
import { sudoScript } from "./sudo.ts";

export interface StandInOptions {
  readonly spec: SandboxSpec;
  readonly files: OwnFiles;
  /** An instance's own folder, `/run`, as its own programs have to spell it. */
  readonly inside: (path: string) => string;
  /** sudo may become another user for real. */
  readonly switchesUsers: boolean;
  /** The instance shares this machine's root, so that nothing of its own lies over this machine's programs. */
  readonly shared: boolean;
  /** Where the instance finds its n-th repository. */
  readonly repository: (folder: string, index: number) => string;
}

/** Programs that must not be this machine's own: on a shared kernel they would do nothing, or act on the person's machine. */
export function writeStandIns(options: StandInOptions, adapt: (text: string) => string): void {
  const { spec, files, inside, switchesUsers, shared, repository } = options;
  const { image = {} } = spec;
  const { repositories = {} } = image;
  const run = inside("/run");
  const me = switchesUsers ? "$(id -un)" : "${USER:-root}";
  const isRoot = switchesUsers ? '[ "$(id -u)" = 0 ]' : '[ "${USER:-root}" = root ]';
  const scripts = new Map<string, string>([
    ["sudo", sudoScript({ switches: switchesUsers, inside, shared })],
    ...(switchesUsers ? [] : ["su", "runuser"]).map((name) => [name, suScript(inside, shared)] as const),
    ...(spec.line === undefined ? [["curl", curlScript(`${run}/${METADATA_FILE}`)] as const] : []),
    ["aws", awsScript({ program: hostPrograms().aws, region: spec.region, shared })],
    ["ssh", sshScript(run)],
    ["scp", scpScript(inside(`/${STAND_IN_FOLDER}/ssh`))],
    ["ssh-keyscan", keyscanScript(run)],
    ["ec2-metadata", ec2MetadataScript(`${run}/${METADATA_FILE}`)],
    ...settingsScripts(inside("/etc"), { isRoot, shared }),
    ["date", dateScript(`${run}/${CLOCK_FILE}`)],
    ...["dnf", "yum"].map((name) => [name, dnfScript(inside("/var"), isRoot, image.packages)] as const),
    ...CRON_PROGRAMS.map((program) => [program, cronScript(program, run, me)] as const),
    ...ASKING_PROGRAMS.map((program) => [program, askScript(run, isRoot)] as const),
    ...POWER_PROGRAMS.map((program) => [program, powerScript(program, run, isRoot)] as const),
  ]);
  if (Object.keys(repositories).length > 0) {
    const config = "/var/lib/local-cloud/gitconfig";
    const places = Object.entries(repositories).map(([url, path], index) => [url, repository(path, index)] as const);
    files.write(config, gitConfig(places));
    scripts.set("git", gitScript(inside(config)));
  }
  for (const each of OPEN_FOLDERS) files.makeFolder(each, { mode: 0o755 });
  for (const [program, script] of scripts) {
    files.write(`${STAND_IN_FOLDER}/${program}`, adapt(script), { mode: 0o755 });
    // By the paths at which a machine has its own.
    if (shared) continue;
    const folders =
      program === "aws" && !existsSync(AWS_INSTALLED) ? [...PROGRAM_FOLDERS, dirname(AWS_INSTALLED)] : PROGRAM_FOLDERS;
    for (const each of folders) files.link(`${each}/${program}`, `/${STAND_IN_FOLDER}/${program}`);
  }
  writePythons(files, shared);
  files.link(shared ? `${STAND_IN_FOLDER}/sh` : "usr/bin/sh", shellPath(image.sh));
}

/** What a script installs under such a name lies in the same place. */
function writePythons(files: OwnFiles, shared: boolean): void {
  const at = shared ? STAND_IN_FOLDER : "usr/local/bin";
  const own = files.names(at);
  for (const [name, program] of Object.entries(hostPrograms().pythons)) {
    if (!own.includes(name)) files.write(`${at}/${name}`, pythonScript(program), { mode: 0o755 });
  }
}

/** Where the installer of the AWS CLI puts it, which scripts name as well. */
const AWS_INSTALLED = "/usr/local/bin/aws";
const PROGRAM_FOLDERS: readonly string[] = ["usr/bin", "usr/sbin"];
/** Where scripts put things: without root only those folders can be written to that are the instance's own. */
const FILLED_FOLDERS: readonly string[] = [
  "usr/local/bin",
  "usr/local/lib",
  "usr/local/share",
  "usr/share",
  "etc/cron.d",
  "etc/profile.d",
  "etc/sysctl.d",
  "etc/systemd/system",
];

/** Everybody on the instance may look into these and what they lie in, whatever this process's umask. */
const OPEN_FOLDERS: readonly string[] = [STAND_IN_FOLDER, ...PROGRAM_FOLDERS, ...FILLED_FOLDERS];

/** Whose absolute paths scripts name, too. */
export const STAND_INS: readonly string[] = [
  "sh",
  "sudo",
  "su",
  "runuser",
  "curl",
  "aws",
  "ssh",
  "scp",
  "ssh-keyscan",
  "date",
  "ec2-metadata",
  "hostnamectl",
  "timedatectl",
  "git",
  "dnf",
  "yum",
  ...CRON_PROGRAMS,
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
