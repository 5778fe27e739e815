import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import type { RehearsalSeed } from "@alpha-engine/rehearsal";

type Image = NonNullable<RehearsalSeed["images"]>[string];

/** The commands that are installed on the machines, by the package that has them. */
const COMMANDS: Readonly<Record<string, readonly (readonly [command: string, file: string])[]>> = {
  "@alpha-engine/log-capture": [["log-capture", "bin.js"]],
  "@alpha-engine/ssm-dispatcher": [["ssm-dispatcher", "bin.js"]],
  "@alpha-engine/data-weekly": [["data-weekly", "bin.js"]],
  "@alpha-engine/predictor": [["predictor", "bin.js"]],
  "@alpha-engine/backtester": [["backtester", "bin.js"]],
  "@alpha-engine/reference-workloads": [
    ["data-weekly-workload", "data-weekly-workload-bin.js"],
    ["predictor-workload", "predictor-workload-bin.js"],
    ["backtester-workload", "backtester-workload-bin.js"],
    ["health-check", "health-check-bin.js"],
    ["trading-desk", "trading-desk-bin.js"],
  ],
};
/** The services that the steps restart are not installed; whoever asks for one is told what was asked. */
const SYSTEMCTL = `#!/bin/sh\necho "systemctl: $*"\n`;
const BIN = "/opt/alpha-engine/bin";

/** A machine on which the family's commands are installed, run by the Node that runs this. */
export function machineImage(files: Image["files"] = {}): Image {
  const shims = Object.entries(COMMANDS).flatMap(([packageName, commands]) => {
    const dist = join(dirname(fileURLToPath(import.meta.resolve(`${packageName}/package.json`))), "dist");
    return commands.map(
      ([command, file]) => [`${BIN}/${command}`, { content: shim(join(dist, file)), mode: "0755" }] as const,
    );
  });
  return {
    files: {
      ...Object.fromEntries(shims),
      // Where sudo looks too, which has a PATH of its own.
      "/usr/local/sbin/systemctl": { content: SYSTEMCTL, mode: "0755" },
      ...files,
    },
    exposes: [workspaceRoot(), dirname(dirname(process.execPath))],
  };
}

/** The machines share a compile cache: each is new, and would compile the same code again. */
function shim(script: string): string {
  const cache = join(workspaceRoot(), "node_modules", ".cache", "compile");
  return `#!/bin/sh\nNODE_COMPILE_CACHE="${cache}" exec "${process.execPath}" "${script}" "$@"\n`;
}

/** The checkout: its packages and what they have installed. */
function workspaceRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "pnpm-workspace.yaml"))) folder = dirname(folder);
  return folder;
}
