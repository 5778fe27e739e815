import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";

import type { Clock } from "@alpha-engine/asl";

import type { Sandbox } from "../sandbox/sandbox.ts";
import type { CapturedOutput } from "./captured-output.ts";
import type { ScriptEnd } from "./exit-status.ts";
import { openPipes } from "./script-pipes.ts";

export interface ScriptRun {
  readonly ended: Promise<ScriptEnd>;
  cancel(): void;
}

export interface ScriptRunOptions {
  readonly sandbox: Sandbox;
  /** What runs it. */
  readonly argv: readonly string[];
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly stdout: CapturedOutput;
  readonly stderr: CapturedOutput;
  readonly clock: Clock;
  readonly onFirstByte: () => void;
}

/**
 * `sh -c PATH`, or what is the same, as its own process group, stdin from /dev/null. It has ended when its pipes have closed, so a background
 * child that inherited them keeps the command in progress. A timeout or cancel stops reading first, then sends SIGKILL
 * to the group at once, and does not wait. Sources: executers_unix.go, executers.go (agent 3.3, 2024-10).
 */
export async function runScript(options: ScriptRunOptions): Promise<ScriptRun> {
  const { sandbox, environment, stdout, stderr, clock } = options;
  // The document worker's own directory as systemd sets it, not / and not /root (amazon-ssm-agent#427).
  const cwd = options.workingDirectory === "" ? "/usr/bin" : options.workingDirectory;
  if (sandbox.files.stat(cwd) === undefined) {
    const reason = `chdir ${cwd}: no such file or directory`;
    return { ended: Promise.resolve({ kind: "not-started", reason }), cancel: () => {} };
  }
  const pipes = await openPipes(2);
  const readers = pipes.map(({ reader }) => reader);
  const closed = Promise.all(readers.map((reader) => once(reader, "close")));
  read(readers, [stdout, stderr], options.onFirstByte);
  const [out, err] = pipes.map(({ writeEnd }) => writeEnd);
  const spawn = (): ChildProcess | undefined => {
    try {
      return sandbox.spawn(options.argv, {
        cwd,
        env: environment,
        output: [out ?? "pipe", err ?? "pipe"],
      });
    } catch {
      return undefined;
    } finally {
      for (const pipe of pipes) pipe.handOver();
    }
  };
  const child = spawn();
  if (child === undefined) {
    for (const reader of readers) reader.destroy();
    return { ended: Promise.resolve({ kind: "cancelled" }), cancel: () => {} };
  }

  const { promise: ended, resolve } = Promise.withResolvers<ScriptEnd>();
  const stop = (end: ScriptEnd): void => {
    for (const reader of readers) reader.destroy();
    killGroup(child);
    resolve(end);
  };
  const disarm = clock.schedule(options.timeoutSeconds * 1000, () => stop({ kind: "timed-out" }));
  child.once("error", ({ message }) => stop({ kind: "not-started", reason: message }));
  child.once("exit", (code, signal) => void closed.then(() => resolve(scriptEnd(code, signal))));
  return { ended: ended.finally(disarm), cancel: () => stop({ kind: "cancelled" }) };
}

function read(readers: readonly Socket[], captures: readonly CapturedOutput[], onFirstByte: () => void): void {
  let first = true;
  for (const [index, reader] of readers.entries()) {
    reader.on("error", () => {});
    reader.on("data", (chunk: Buffer) => {
      captures[index]?.write(chunk);
      if (first) onFirstByte();
      first = false;
    });
  }
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // The group has ended by itself.
  }
}

function scriptEnd(code: number | null, signal: NodeJS.Signals | null): ScriptEnd {
  return signal === null ? { kind: "exited", code: code ?? 1 } : { kind: "signalled", signal };
}
