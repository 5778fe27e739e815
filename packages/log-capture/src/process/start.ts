import { type ChildProcess, spawn, type SpawnOptions } from "node:child_process";

import { commandNotStarted } from "./command-error.ts";
import { exitCodeOf, exitCodeOfSpawnError } from "./exit-code.ts";

type Stream = number | "ignore" | "inherit" | "pipe";

export interface Started {
  readonly pid: number;
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly exitCode: number; readonly signal: NodeJS.Signals | undefined }>;
  /** Sends a signal to the command's whole process group; false when it has ended. */
  readonly kill: (signal: NodeJS.Signals) => boolean;
}

/** Starts an argv as the leader of a session of its own. Rejects with a `CommandError` when it cannot be started. */
export function start(
  command: readonly string[],
  options: Omit<SpawnOptions, "stdio" | "detached">,
  stdio: [stdin: Stream, stdout: Stream, stderr: Stream],
): Promise<Started> {
  return new Promise((resolve, reject) => {
    const [file = "", ...args] = command;
    const refuse = (error: Error): void => {
      reject(commandNotStarted(command, exitCodeOfSpawnError(error), error));
    };
    let child: ChildProcess;
    try {
      child = spawn(file, args, { ...options, detached: true, stdio });
    } catch (error) {
      return refuse(error as Error);
    }
    const { pid } = child;
    // After the start the exit tells everything; an abort, too, ends there.
    child.on("error", pid === undefined ? refuse : () => {});
    if (pid === undefined) return;
    let isRunning = true;
    const ended: Started["ended"] = new Promise((settle) => {
      child.once("exit", (code, signal) => {
        isRunning = false;
        settle({ exitCode: exitCodeOf(code, signal), signal: signal ?? undefined });
      });
    });
    const kill = (signal: NodeJS.Signals): boolean => {
      if (!isRunning) return false;
      try {
        return process.kill(-pid, signal);
      } catch {
        return false;
      }
    };
    resolve({ pid, child, ended, kill });
  });
}
