import { accessSync, constants } from "node:fs";
import { statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { ArtifactsError } from "../errors.ts";
import type { Check } from "./check.ts";
import { installedLibrary } from "./installed-library.ts";
import type { PreflightEffects, PreflightOptions } from "./options.ts";

const OLDEST_NODE = 24;
const MIB = 2 ** 20;

/** Of the machine that this runs on: versions, libraries, variables, programs, disk. */
export function machineChecks(
  { libraries = {}, environment: needed = [], programs = [], diskMiB = 64 }: PreflightOptions,
  { nodeVersion = process.versions.node, environment = process.env }: PreflightEffects,
): readonly Check[] {
  const sdk = { "@aws-sdk/client-s3": import.meta.resolve("@aws-sdk/client-s3") };
  return [
    { what: "node", run: () => checkNode(nodeVersion) },
    ...Object.entries({ ...sdk, ...libraries }).map(([name, url]) => ({
      what: name,
      run: () => `${name} ${installedLibrary(name, url).version}`,
    })),
    ...needed.map((name) => ({ what: `$${name}`, run: () => checkVariable(name, environment) })),
    ...programs.map((name) => ({ what: name, run: () => checkProgram(name, environment) })),
    { what: "disk", run: () => checkDisk(diskMiB) },
  ];
}

function checkNode(version: string): string {
  if (Number.parseInt(version, 10) >= OLDEST_NODE) return `node ${version}`;
  throw new ArtifactsError("NODE_TOO_OLD", `Node ${OLDEST_NODE} or newer is needed, this is ${version}`, {
    hint: "install a newer Node, or put it first on the PATH",
  });
}

function checkVariable(name: string, environment: NodeJS.ProcessEnv): string {
  if ((environment[name] ?? "") !== "") return `$${name} is set`;
  throw new ArtifactsError("VARIABLE_MISSING", `$${name} is not set`);
}

function checkProgram(name: string, { PATH = "" }: NodeJS.ProcessEnv): string {
  for (const folder of PATH.split(delimiter)) {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return `${join(folder, name)} is there`;
    } catch {
      // Not in this folder.
    }
  }
  throw new ArtifactsError("PROGRAM_MISSING", `no program ${name} on the PATH (${PATH})`);
}

async function checkDisk(needed: number): Promise<string> {
  const { bavail, bsize } = await statfs(tmpdir());
  const free = Math.floor((bavail * bsize) / MIB);
  if (free >= needed) return `disk: ${free} MiB free in ${tmpdir()}, ${needed} needed`;
  throw new ArtifactsError("DISK_FULL", `${free} MiB are free in ${tmpdir()}, ${needed} are needed`);
}
