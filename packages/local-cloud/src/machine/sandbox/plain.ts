import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, join, normalize } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { LocalCloudError } from "../../errors.ts";
import { ownFiles } from "../own-files/own-files.ts";
import { answerQuestions } from "./ask.ts";
import { writeImage } from "./image-files.ts";
import { watchPowerButton } from "./power-button.ts";
import { OWN_FOLDERS, type Sandbox, type SandboxSpec } from "./sandbox.ts";
import { STAND_IN_FOLDER } from "./stand-ins/stand-in-folder.ts";
import { STAND_INS, writeStandIns } from "./stand-ins/write-stand-ins.ts";

/** The paths that pipelines name in their scripts and that must not be this machine's. */
const REWRITTEN = /(?<![\w./-])\/(home\/ec2-user|var\/log|var\/lib\/cloud|opt\/alpha-engine)(?![\w-])/g;
/** Programs by their absolute path, which must not be this machine's own either. */
const PROGRAMS = new RegExp(
  `(?<![\\w./-])(?:(?:/usr)?/s?bin/(?:${STAND_INS.join("|")})|/usr/local/bin/aws)(?![\\w-])`,
  "g",
);

/** The image's files by their whole paths, but for those that lie below what is rewritten anyway. */
function filePattern(files: readonly string[]): RegExp {
  const paths = files.map((file) => normalize(file)).filter((path) => path.search(REWRITTEN) !== 0);
  const words = paths.map((path) => path.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return words.length === 0 ? /(?!)/g : new RegExp(`(?<![\\w./-])(?:${words.join("|")})(?![\\w/-])`, "g");
}

/**
 * An instance without namespaces: it shares this machine's root. Its files lie in its folder, the best-known paths are
 * rewritten in what it runs, and its processes are found by the instance id in their environment.
 */
export function plainSandbox(spec: SandboxSpec): Sandbox {
  const groups = new Set<number>();
  let unwatch = async (): Promise<void> => {};
  const named = filePattern(Object.keys(spec.files));
  const adapt = (text: string): string =>
    text
      .replaceAll(named, (path) => join(spec.folder, path))
      .replaceAll(REWRITTEN, (path) => join(spec.folder, path))
      .replaceAll(PROGRAMS, (path) => join(spec.folder, STAND_IN_FOLDER, basename(path)));
  // What it does not own is this machine's.
  const files = ownFiles(spec.folder, () => [{ root: "/", shows: () => true, isRead: false, isModel: false }]);
  const place = (path: string): string => {
    const own = join(spec.folder, path);
    return OWN_FOLDERS.includes(path.split("/")[1] ?? "") && (existsSync(own) || !existsSync(path)) ? own : path;
  };
  return {
    boot: async (press, answer) => {
      const { folder } = spec;
      if (spec.base !== undefined) {
        throw new LocalCloudError("LOCAL_CLOUD_PREPARE", "An image's prepare runs in namespaces only", {
          hint: "in a plain sandbox it would change this machine; what it makes can be exposed instead",
        });
      }
      const inside = (path: string): string => join(folder, path);
      const keeper = spawnKeeper(spec.instanceId);
      const repository = (path: string): string => path;
      writeStandIns({ spec, files, inside, switchesUsers: false, shared: true, repository }, adapt);
      writeImage(spec, files, { adapt, owns: false });
      const unheard = answer === undefined ? async () => {} : answerQuestions(files, answer);
      const unpressed = watchPowerButton(files, press);
      unwatch = async () => {
        unpressed();
        await Promise.all([unheard(), keeper()]);
      };
    },
    spawn: ([file = "sh", ...args], { cwd, env, input, output = ["pipe", "pipe"] }) => {
      const path = env["PATH"]?.replace("/usr/local/sbin", join(spec.folder, STAND_IN_FOLDER)) ?? "";
      const child = spawn(file, args, {
        stdio: [input ?? "ignore", ...output],
        detached: true,
        cwd: place(cwd),
        env: { ...env, PATH: path },
      });
      track(groups, child);
      return child;
    },
    files,
    insidePath: place,
    adapt,
    kill: async () => {
      const quiet = unwatch();
      for (const group of groups) signalGroup(group);
      await sweep(spec.instanceId);
      await quiet;
    },
  };
}

/**
 * A process that outlives this one, if this one is killed, by as long as it takes to kill what carries the instance's
 * id. It waits for the end of its stdin, which we hold. The result sends it away.
 */
function spawnKeeper(instanceId: string): () => Promise<void> {
  const keeper = spawn("sh", ["-c", KEEPER, "sh", `AWS_SSM_INSTANCE_ID=${instanceId}`], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
    cwd: "/",
  });
  keeper.on("error", () => {});
  keeper.stdin.on("error", () => {});
  keeper.unref();
  const gone = once(keeper, "exit").catch(() => {});
  return async () => {
    keeper.ref();
    if (keeper.pid !== undefined) signalGroup(keeper.pid);
    await gone;
  };
}

const KEEPER = `cat >/dev/null
for round in 1 2 3 4 5; do
  for file in $(grep -slzxF "$1" /proc/[0-9]*/environ); do file=\${file#/proc/}; kill -9 "\${file%/environ}"; done
done
`;

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

/**
 * Kills whatever carries the instance's id in its environment, until two looks in a row have found none: a child may be
 * being born, or have no environment for the moment in which it becomes another program.
 */
async function sweep(instanceId: string): Promise<void> {
  let quiet = 0;
  for (let round = 0; round < 50 && quiet < 2; round += 1) {
    const found = await carrying(`AWS_SSM_INSTANCE_ID=${instanceId}`);
    quiet = found.length === 0 ? quiet + 1 : 0;
    for (const pid of found) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended by itself.
      }
    }
    if (quiet < 2) await sleep(10);
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
