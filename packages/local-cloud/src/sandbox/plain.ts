import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { writeImage } from "./image-files.ts";
import { watchPowerButton } from "./power-button.ts";
import { OWN_FOLDERS, type Sandbox, type SandboxSpec } from "./sandbox.ts";
import { STAND_IN_FOLDER, writeStandIns } from "./stand-ins.ts";

/** The paths that pipelines name in their scripts and that must not be this machine's. */
const REWRITTEN = /(?<![\w./-])\/(home\/ec2-user|var\/log|opt\/alpha-engine)(?![\w-])/g;

/**
 * An instance without namespaces: it shares this machine's root. Its files lie in its folder, the best-known paths are
 * rewritten in what it runs, and its processes are found by the instance id in their environment.
 */
export function plainSandbox(spec: SandboxSpec): Sandbox {
  const groups = new Set<number>();
  let unwatch = (): void => {};
  const adapt = (text: string): string => text.replaceAll(REWRITTEN, (path) => join(spec.folder, path));
  const place = (path: string): string => {
    const own = join(spec.folder, path);
    return OWN_FOLDERS.includes(path.split("/")[1] ?? "") && (existsSync(own) || !existsSync(path)) ? own : path;
  };
  return {
    boot: async (press) => {
      const { folder } = spec;
      const [run, rootHome] = [join(folder, "run"), join(folder, "root")];
      await writeStandIns({ folder, run, rootHome, switchesUsers: false }, adapt);
      await writeImage(spec, adapt);
      unwatch = watchPowerButton(folder, press);
    },
    spawn: ([file = "sh", ...args], { cwd, env, output = ["pipe", "pipe"] }) => {
      const path = env["PATH"]?.replace("/usr/local/sbin", join(spec.folder, STAND_IN_FOLDER)) ?? "";
      const child = spawn(file, args, {
        stdio: ["ignore", ...output],
        detached: true,
        cwd: place(cwd),
        env: { ...env, PATH: path },
      });
      track(groups, child);
      return child;
    },
    hostPath: place,
    insidePath: place,
    adapt,
    kill: async () => {
      unwatch();
      for (const group of groups) signalGroup(group);
      await sweep(spec.instanceId);
    },
  };
}

function track(groups: Set<number>, child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  groups.add(pid);
  // A group may outlive its leader, but its number may also be given to others then: the sweep finds what is left.
  child.once("close", () => groups.delete(pid));
}

function signalGroup(group: number): void {
  try {
    process.kill(-group, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** Kills whatever carries the instance's id in its environment, again until a look finds none: a child may be being born. */
async function sweep(instanceId: string): Promise<void> {
  for (let round = 0; round < 50; round += 1) {
    const found = await carrying(`AWS_SSM_INSTANCE_ID=${instanceId}`);
    if (found.length === 0) return;
    for (const pid of found) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended by itself.
      }
    }
    await sleep(10);
  }
}

async function carrying(variable: string): Promise<number[]> {
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, "latin1").catch(() => "");
      return environment.split("\0").includes(variable) ? Number(pid) : undefined;
    }),
  );
  return found.filter((pid) => pid !== undefined);
}
