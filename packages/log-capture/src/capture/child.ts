import { type ChildProcess, spawn } from "node:child_process";

import { exitCodeOf, exitCodeOfSpawnError } from "../exit-code.ts";

export interface ChildEnd {
  readonly exitCode: number;
  readonly signal: NodeJS.Signals | undefined;
  /** Set when the command never started. */
  readonly startError: Error | undefined;
}

export interface Child {
  readonly ended: Promise<ChildEnd>;
  /** Sends a signal to the command's whole process group. */
  kill(signal: NodeJS.Signals): void;
}

/** Starts an argv in a process group of its own, without stdin, both streams into one pipe. No shell. */
export function startChild(command: readonly string[], output: number, env: NodeJS.ProcessEnv | undefined): Child {
  const [file = "", ...args] = command;
  let child: ChildProcess;
  try {
    child = spawn(file, args, {
      detached: true,
      stdio: ["ignore", output, output],
      ...(env === undefined ? {} : { env }),
    });
  } catch (error) {
    return { ended: Promise.resolve(neverStarted(error as Error)), kill: () => {} };
  }
  const ended = new Promise<ChildEnd>((resolve) => {
    child.once("error", (error) => {
      if (child.pid === undefined) resolve(neverStarted(error));
    });
    child.once("exit", (code, signal) => {
      resolve({ exitCode: exitCodeOf(code, signal), signal: signal ?? undefined, startError: undefined });
    });
  });
  return {
    ended,
    kill(signal) {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, signal);
      } catch {
        // The group is gone already: the exit event tells the rest.
      }
    },
  };
}

function neverStarted(startError: Error): ChildEnd {
  return { exitCode: exitCodeOfSpawnError(startError), signal: undefined, startError };
}
