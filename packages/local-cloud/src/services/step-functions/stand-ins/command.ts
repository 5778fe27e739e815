import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

import { type JsonValue, TaskFailure } from "@alpha-engine/asl";

import type { Callers } from "../../../cloud/callers/callers.ts";
import type { StandInCommand } from "../../../cloud/stand-in.ts";
import type { Asked, Outside } from "./asked.ts";
import { brokenStandIn } from "./broken-stand-in.ts";
import { keepPrinted } from "./stand-in-log.ts";

export interface Surroundings {
  readonly name: string;
  /** The cloud's folder. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly callers: Callers;
}

/** Ends its whole process group with whoever holds the other end of its fd 3: this process, however it goes. */
const GUARD = '{ read -r _ <&3; kill -KILL 0; } >/dev/null 2>&1 </dev/null & exec 3<&-; exec "$@"';

/** As much as a task's output may be in any service. */
const LARGEST_ANSWER = 8 * 1024 * 1024;

/** For what it printed last, when a descendant of it holds the pipes. */
const GRACE_MS = 1000;

/** A stand-in that is a program. */
export function commandOutside(standIn: StandInCommand, around: Surroundings): Outside {
  const running = new Set<ChildProcess>();
  return {
    ask: async (asked, signal) => {
      const child = start(standIn, around);
      running.add(child);
      const kill = (): void => killGroup(child);
      signal.addEventListener("abort", kill, { once: true });
      try {
        return await answerOf(child, asked, around);
      } finally {
        signal.removeEventListener("abort", kill);
        kill();
        running.delete(child);
      }
    },
    close: async () => {
      for (const child of running) killGroup(child);
    },
  };
}

function start({ command, folder }: StandInCommand, { environment, callers }: Surroundings): ChildProcess {
  const caller = callers.current();
  const words = typeof command === "string" ? ["bash", "-c", command] : command;
  return spawn("/bin/sh", ["-c", GUARD, "sh", ...words], {
    stdio: ["pipe", "pipe", "pipe", "pipe"],
    detached: true,
    // Node's pipes are sockets: a bash that believes to be the first shell takes them for rshd's, and reads ~/.bashrc.
    env: { ...environment, AWS_ACCESS_KEY_ID: callers.issue(() => caller), SHLVL: "1" },
    ...(folder === undefined ? {} : { cwd: folder }),
  });
}

async function answerOf(child: ChildProcess, asked: Asked, around: Surroundings): Promise<JsonValue | undefined> {
  const { name, directory } = around;
  const [out, err] = [child.stdout as Readable, child.stderr as Readable];
  const tail = lastLineOf(err);
  keepPrinted(err, name, directory);
  const chunks: Buffer[] = [];
  let size = 0;
  out.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= LARGEST_ANSWER) chunks.push(chunk);
    else killGroup(child);
  });
  child.stdin?.on("error", () => {}).end(`${JSON.stringify(asked)}\n`);
  const { code, signal, problem } = await endOf(child);
  if (problem !== undefined) throw brokenStandIn(name, `could not be started: ${problem}`);
  if (size > LARGEST_ANSWER) throw brokenStandIn(name, `answered more than ${LARGEST_ANSWER} bytes`);
  if (code === 126 || code === 127) throw brokenStandIn(name, `could not be started: ${tail()}`);
  if (code !== 0) throw failure(tail(), signal === null ? `exit code ${code}` : `killed by ${signal}`);
  return jsonIn(Buffer.concat(chunks).toString("utf8").trim(), name);
}

function jsonIn(text: string, name: string): JsonValue | undefined {
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    throw brokenStandIn(name, `answered what is not JSON: ${text.slice(0, 200)}`);
  }
}

interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly problem?: string;
}

async function endOf(child: ChildProcess): Promise<End> {
  const closed = Promise.all([child.stdout, child.stderr].map(async (stream) => await closeOf(stream as Readable)));
  const ended = await new Promise<End>((resolve) => {
    child.once("error", ({ message }) => resolve({ code: null, signal: null, problem: message }));
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  await Promise.race([closed, sleep(GRACE_MS, undefined, { ref: false })]);
  return ended;
}

async function closeOf(stream: Readable): Promise<void> {
  await new Promise<void>((resolve) => void stream.once("close", () => resolve()));
}

/** `ValueError: no such row`, as Python and Node end, names the error. */
const NAMED = /^((?:[A-Za-z_]\w*\.)+\w+|\w+(?:Error|Exception|Fault|Failed|Failure|Exceeded|Timeout)): ?(.*)$/;

function failure(line: string, how: string): TaskFailure {
  const [, error = "States.TaskFailed", cause = line === "" ? how : line] = NAMED.exec(line) ?? [];
  return new TaskFailure(error, cause);
}

function lastLineOf(stream: Readable): () => string {
  let text = "";
  stream.on("data", (chunk: Buffer | string) => {
    text = `${text}${chunk.toString()}`.slice(-8192);
  });
  return () => text.trimEnd().split("\n").at(-1)?.trim() ?? "";
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // All of it has ended.
  }
}
