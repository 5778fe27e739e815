import { spawn, type ChildProcess, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { readFile, readlink, writeFile } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";

import { hostPrograms } from "../host-programs/host-programs.ts";
import { systemPath } from "../network/router.ts";
import { INSTANCE_SETTINGS } from "../network/scripts.ts";
import { type OwnFiles, ownFiles } from "../own-files/own-files.ts";
import { answerQuestions } from "./ask.ts";
import { layOver, topsOf } from "./base-layer.ts";
import { belowIn } from "./below.ts";
import { bootScript, EMPTY, HIDDEN, pivotScript, REPOSITORIES } from "./boot-script.ts";
import { writeImage } from "./image-files.ts";
import { makeWay } from "./make-way.ts";
import { type BaseLayer, planRoot } from "./mount-table.ts";
import { LAYERED } from "./own-path.ts";
import { watchPowerButton } from "./power-button.ts";
import type { PowerRequest } from "./power-words.ts";
import { privateFiles } from "./private-files.ts";
import type { Sandbox, SandboxSpec, SpawnOptions } from "./sandbox.ts";
import { saveLayers } from "./save-layers.ts";
import { writeStandIns } from "./stand-ins/write-stand-ins.ts";
import { tidyFolder } from "./tidy-folder.ts";
import { ownHome, writeEtc } from "./users.ts";

type Init = ChildProcessByStdio<Writable, Readable, Readable>;

interface RunningInit {
  readonly process: Init;
  /** As this machine knows it. */
  readonly pid: string;
  /** What it changes of this machine's lies in memory: its folder's file system carries no layers. */
  readonly inMemory: boolean;
}

const ROOT = process.getuid?.() === 0;
const AS_USER = ROOT ? [] : ["--user", "--map-root-user"];
const UNSHARE = ["--mount", "--uts", "--ipc", "--pid", "--fork", "--kill-child", "--propagation", "private"];
const ENTER = ["--user", "--mount", "--uts", "--ipc", "--pid", ...(ROOT ? [] : ["--preserve-credentials"])];
/** What enters the instance runs with the working directory asked for; `sh` is there because nsenter's own options differ by version. */
const GO = 'cd "$0" && unset OLDPWD && exec "$@"';

/** An instance in mount, PID and UTS namespaces of its own. When its first process ends, the kernel kills all others. */
export function namespaceSandbox(spec: SandboxSpec): Sandbox {
  const { needs } = hostPrograms();
  // Others cannot read it anyway.
  const hiding = ROOT ? privateFiles().catch(() => undefined) : undefined;
  let init: RunningInit | undefined;
  let base: BaseLayer | undefined;
  let starting: Init | undefined;
  let killed = false;
  const onStart = (process: Init): void => {
    starting = process;
    if (killed) process.kill("SIGKILL");
  };
  let unwatch = async (): Promise<void> => {};
  const files = ownFiles(spec.folder, () => belowIn(base?.layer));
  return {
    boot: async (press, answer) => {
      killed = false;
      const layer = await spec.base?.();
      base = layer === undefined ? undefined : { layer, tops: topsOf(layer) };
      if (base !== undefined) layOver(base.layer, base.tops, files);
      const repository = (_: string, index: number): string => `${REPOSITORIES}/${index}`;
      const standIns = { spec, files, inside: (path: string) => path, switchesUsers: ROOT, shared: false, repository };
      writeStandIns(standIns, adapt);
      await writeEtc(files, spec.hostname, spec.line?.address);
      writeImage(spec, files, { adapt, owns: ROOT });
      makeWay(files, needs);
      if (ROOT) ownHome(files);
      const unheard = answer === undefined ? async () => {} : answerQuestions(files, answer);
      const unpressed = watchPowerButton(files, press);
      unwatch = async () => {
        unpressed();
        await unheard();
      };
      init = await startInit(spec, files, { base, needs, hiding: await hiding }, onStart);
      reportEnd(init.process, () => init?.process, press);
    },
    spawn: (argv, options) =>
      enter(init?.pid ?? "0", spec.line === undefined ? ENTER : [...ENTER, "--net"], argv, options),
    files,
    insidePath: (path) => path,
    adapt,
    kill: async () => {
      killed = true;
      const dying = init;
      spec.line?.leave();
      init = undefined;
      const quiet = unwatch();
      const deleted = dying?.inMemory === true ? await saveLayers(dying.pid, spec.folder) : [];
      if (dying !== undefined) await end(dying.process, Number(dying.pid));
      else starting?.kill("SIGKILL");
      await quiet;
      tidyFolder(files, spec.exposes, { tops: base?.tops, inMemory: deleted, programs: needs });
    },
  };
}

/** It is a machine of its own: every script means what it says. */
const adapt = (script: string): string => script;

/** What an instance has of this machine. */
interface Below {
  readonly base: BaseLayer | undefined;
  readonly needs: readonly string[];
  readonly hiding: string | undefined;
}

async function startInit(
  { folder, hostname, exposes, line, image = {} }: SandboxSpec,
  files: OwnFiles,
  { base, needs, hiding }: Below,
  onStart: (process: Init) => void,
): Promise<RunningInit> {
  const repositories = Object.values(image.repositories ?? {});
  const programs = needs.filter((path) => statSync(path).isDirectory());
  const plan = planRoot({ folder, exposes, repositories, programs, hiding, root: ROOT, ...(base && { base }) });
  for (const path of [...MOUNTED, ...exposes, ...programs]) files.unlinkWay(path);
  for (const own of ROOM) files.makeFolder(own);
  for (const link of plan.links) {
    files.remove(link);
    files.link(link, await readlink(link));
  }
  const { first, etc, table, nodes } = plan;
  const words = [folder, hostname, first, etc, table, nodes.join(" "), base?.layer ?? ""];
  const unshare = line === undefined ? [...AS_USER, ...UNSHARE] : ["--net", ...UNSHARE];
  const [program = "", ...argv] = [...((await line?.entry()) ?? []), "unshare", ...unshare, "sh", "-s", ...words];
  const init = spawn(program, argv, {
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
    cwd: "/",
    env: systemPath(),
  });
  endWithUs(init);
  onStart(init);
  init.stdin.on("error", () => {});
  init.stdin.write(bootScript(ROOT, line === undefined ? "" : INSTANCE_SETTINGS));
  let said = "";
  let complaint = "";
  init.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
  const { pid, inMemory } = await new Promise<Omit<RunningInit, "process">>((resolve, reject) => {
    const fail = (): void => reject(new Error(complaint.trim() || "unshare ended without a word"));
    init.once("error", reject);
    init.once("close", fail);
    init.stdout.on("data", (chunk: Buffer) => {
      if (said === "") goOn(init, line).catch(reject);
      said += chunk.toString();
      const [, ready, layers] = /ready (\d+) (\w+)\n/.exec(said) ?? [];
      if (ready !== undefined) resolve({ pid: ready, inMemory: layers === "memory" });
    });
  });
  if (ROOT) await mapIds(pid);
  await line?.answers();
  return { process: init, pid, inMemory };
}

/** Where something is mounted from outside. */
const MOUNTED = ["dev", "proc", "sys", "mnt", "media", "etc", "usr", HIDDEN];
/** What its layers need, and the folders that no mount makes. */
const ROOM = ["mnt", "media", EMPTY, ...LAYERED.map((layer) => `${HIDDEN}/work/${layer}`)];

const running = new Set<Init>();
const killAll = (): void => {
  for (const each of running) each.kill("SIGKILL");
};

/** Nothing of a machine outlives this process by more than the kernel needs, also where there was no time to end it. */
function endWithUs(init: Init): void {
  if (running.size === 0) process.on("exit", killAll);
  running.add(init);
  init.once("exit", () => {
    running.delete(init);
    if (running.size === 0) process.off("exit", killAll);
  });
}

/** What it runs when its root is complete is known when it has joined the network; both happen side by side. */
async function goOn({ pid = 0, stdin }: Init, line: SandboxSpec["line"]): Promise<void> {
  stdin.write(pivotScript(ROOT, (await line?.join(pid)) ?? ""));
}

/** Every id is itself in the instance's user namespace, so that files belong to whom they belong. */
async function mapIds(pid: string): Promise<void> {
  for (const map of ["uid_map", "gid_map"]) {
    const ours = await readFile(`/proc/self/${map}`, "utf8");
    const same = ours.replaceAll(/^\s*(\d+)\s+\d+\s+(\d+)$/gm, "$1 $1 $2");
    await writeFile(`/proc/${pid}/${map}`, same);
  }
}

/** A machine whose first process has ended without us is off. */
function reportEnd(process: Init, current: () => Init | undefined, press: (request: PowerRequest) => void): void {
  process.once("exit", () => {
    if (current() === process) press({ kind: "halt", delaySeconds: 0 });
  });
}

function enter(
  pid: string,
  namespaces: readonly string[],
  argv: readonly string[],
  { cwd, env, input, output = ["pipe", "pipe"] }: SpawnOptions,
): ChildProcess {
  const into = [...namespaces, "--target", pid, "--", "sh", "-c", GO, cwd, ...argv];
  return spawn("nsenter", into, { stdio: [input ?? "ignore", ...output], detached: true, cwd: "/", env });
}

/** The kernel reports the first process's end when all others of its namespace have ended, and `unshare` ends after it. */
async function end(init: Init, pid: number): Promise<void> {
  if (init.exitCode !== null || init.signalCode !== null) return;
  const ended = once(init, "exit");
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
  await ended;
  init.stdin.destroy();
}
