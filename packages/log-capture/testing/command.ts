import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import { afterEach, beforeEach } from "vitest";

export const cli: string = fileURLToPath(new URL("../dist/bin.js", import.meta.url));

export interface Room {
  /** A folder that lives as long as the test. */
  readonly folder: string;
  readonly log: string;
}

/** A fresh folder for each test of the file. */
export function useRoom(): Room {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "log-capture-test-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    get folder() {
      return folder;
    },
    get log() {
      return join(folder, "out.log");
    },
  };
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly ms: number;
}

export interface RunCliOptions {
  readonly log: string;
  readonly flags?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts `log-capture run` around a command. */
export function startCli(command: readonly string[], { log, flags = [], env = {} }: RunCliOptions): ChildProcess {
  return spawn(process.execPath, [cli, "run", "--slug", "step", "--log", log, ...flags, "--", ...command], {
    env: { ...process.env, S3_BUCKET: undefined, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Runs `log-capture run` around a command to its end. */
export async function runCli(command: readonly string[], options: RunCliOptions): Promise<Ran> {
  return ending(startCli(command, options));
}

/** Runs any command line of `log-capture`. */
export async function runCommandLine(argv: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const stdio = ["ignore", "pipe", "pipe"] as const;
  return ending(spawn(process.execPath, [cli, ...argv], { env: { ...process.env, ...env }, stdio: [...stdio] }));
}

export async function ending(child: ChildProcess): Promise<Ran> {
  const from = performance.now();
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout === null ? Buffer.alloc(0) : buffer(child.stdout),
    child.stderr === null ? "" : text(child.stderr),
    once(child, "exit") as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr, ms: performance.now() - from };
}

export function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Is there a process with this id that is no zombie? */
export function isAlive(pid: number): boolean {
  return /^\d+ \(.*\) [^ZX] /s.test(read(`/proc/${pid}/stat`));
}
