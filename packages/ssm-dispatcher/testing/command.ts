import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface Started {
  readonly child: ChildProcess;
  /** What has come on stdout and stderr so far. */
  readonly soFar: { stdout: string; stderr: string };
  readonly result: Promise<Ended>;
}

/** The built command, as somebody would call it, with its stdin closed behind `input`. */
export function startCommand(args: readonly string[], environment: object, input = ""): Started {
  const bin = join(import.meta.dirname, "../dist/bin.js");
  const child = spawn(process.execPath, [bin, ...args], { env: { PATH: process.env["PATH"], ...environment } });
  const soFar = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (soFar.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (soFar.stderr += chunk.toString()));
  child.stdin.end(input);
  const result = Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]).then(
    ([stdout, stderr, [exitCode]]): Ended => ({ stdout, stderr, exitCode: exitCode as number }),
  );
  return { child, soFar, result };
}
