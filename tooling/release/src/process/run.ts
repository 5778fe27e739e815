import { spawn } from "node:child_process";
import { basename } from "node:path";

import { ReleaseCheckError } from "../errors.ts";

export interface RunOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Ends the command when the whole check ends. */
  readonly signal: AbortSignal;
  /** Written to its stdin, which is empty otherwise. */
  readonly input?: string;
  /** Exit codes that are no failure. @default [0] */
  readonly expect?: readonly number[];
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end; throws, with the end of its output, when it ends otherwise than expected. */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<Ran> {
  const { cwd, env, signal, input = "", expect = [0] } = options;
  signal.throwIfAborted();
  const child = spawn(command, args, { cwd, env, stdio: "pipe", signal, killSignal: "SIGTERM" });
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => (printed[name] += text));
  }
  child.stdin.on("error", () => {}); // it need not read what it was given
  child.stdin.end(input);
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", (error) => reject(signal.aborted ? (signal.reason as Error) : error));
    child.once("close", (exitCode, killedBy) => resolve(exitCode ?? (killedBy === null ? 1 : 128)));
  });
  signal.throwIfAborted();
  if (expect.includes(code)) return { code, ...printed };
  const words = `${basename(command)} ${args.join(" ")}`.slice(0, 200);
  throw new ReleaseCheckError(
    `${words} (in ${cwd}) ended with ${code}, expected ${expect.join(" or ")}:\n${tail(printed.stdout)}${tail(printed.stderr)}`,
  );
}

function tail(text: string): string {
  return text.split("\n").slice(-25).join("\n");
}
