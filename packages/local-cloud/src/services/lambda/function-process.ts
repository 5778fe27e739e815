import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";

import type { Caller } from "../../cloud/callers/caller.ts";
import type { LambdaFunction } from "../../cloud/lambda-function.ts";
import type { Part } from "../../cloud/part.ts";
import { logGroupOf, logStreamOf } from "./function-log.ts";
import { PYTHON_RUNTIME } from "./python-runtime.ts";
import type { InvocationOrder, InvocationReply } from "./runtime.ts";

/** A process of a function, for one invocation after the other. */
export interface FunctionProcess {
  /** Settles with its reply, or with how it ended instead. Whatever it prints meanwhile goes to `print`. */
  invoke(order: InvocationOrder, print: (chunk: Buffer) => void): Promise<InvocationReply | Ended>;
  readonly alive: boolean;
  /** Where all its invocations are logged. */
  readonly logStream: string;
  kill(): Promise<void>;
}

/** The process is no more, or never was. */
export interface Ended {
  readonly ended: string;
}

/** Starts it; nothing is asked of it yet. */
export function startFunction(
  definition: LambdaFunction,
  name: string,
  { clock, environment, callers }: Pick<Part, "clock" | "environment" | "callers">,
): FunctionProcess {
  let invocation: Caller | undefined;
  const logStream = logStreamOf(clock.now(), randomUUID());
  const isProgram = "command" in definition;
  const [program, argv] = programOf(definition);
  const folder = "folder" in definition ? definition.folder : undefined;
  const child = spawn(program, argv, {
    stdio: isProgram ? ["pipe", "pipe", "pipe"] : ["ignore", "pipe", "pipe", "ipc"],
    detached: true,
    ...(folder === undefined ? {} : { cwd: folder }),
    env: {
      PATH: process.env["PATH"] ?? "",
      ...environment,
      AWS_ACCESS_KEY_ID: callers.issue(() => invocation),
      ...definition.environment,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
      AWS_LAMBDA_LOG_GROUP_NAME: logGroupOf(name),
      AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    },
  });
  const talk = isProgram ? linesOf(child) : messagesOf(child);
  let print: (chunk: Buffer) => void = () => {};
  if (!isProgram) child.stdout?.on("data", (chunk: Buffer) => print(chunk));
  child.stderr?.on("data", (chunk: Buffer) => print(chunk));
  const gone = endOf(child);
  let alive = true;
  void gone.then(() => (alive = false));
  return {
    logStream,
    get alive() {
      return alive;
    },
    invoke: async (order, printed) => {
      print = printed;
      // What it still does when it has answered is its own, too, until it is asked again.
      invocation = callers.current();
      const reply = talk.next();
      talk.send(order);
      const answer = await Promise.race([reply, gone.then((ended) => ({ ended }))]);
      // What it printed last may still be in the pipe.
      await sleep(0);
      return answer;
    },
    kill: async () => {
      killGroup(child.pid);
      // A descendant that left the group may hold the pipes; what the function itself printed has a moment to arrive.
      await Promise.race([gone, sleep(1000)]);
      child.stdout?.destroy();
      child.stderr?.destroy();
    },
  };
}

interface Talk {
  send(order: InvocationOrder): void;
  /** The reply that comes next. */
  next(): Promise<InvocationReply>;
}

function messagesOf(child: ChildProcess): Talk {
  return {
    send: (order) => void child.send(order, () => {}),
    next: async () =>
      await new Promise((resolve) => child.once("message", (reply) => resolve(reply as InvocationReply))),
  };
}

/** A line of JSON for a line of JSON. */
function linesOf(child: ChildProcess): Talk {
  let text = "";
  let taker: ((line: string) => void) | undefined;
  child.stdin?.on("error", () => {});
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    const end = text.indexOf("\n");
    if (end < 0 || taker === undefined) return;
    const line = text.slice(0, end);
    text = text.slice(end + 1);
    taker(line);
    taker = undefined;
  });
  return {
    send: ({ event }) => void child.stdin?.write(`${JSON.stringify(event)}\n`),
    next: async () =>
      await new Promise((resolve) => {
        taker = (line) => resolve(replyIn(line));
      }),
  };
}

/** An object with an `errorType` is a failure, as Lambda's own runtimes write it. */
function replyIn(line: string): InvocationReply {
  try {
    const value = JSON.parse(line) as { errorType?: unknown; errorMessage?: unknown } | null;
    if (typeof value?.errorType !== "string") return { ok: true, result: line };
    const errorMessage = typeof value.errorMessage === "string" ? value.errorMessage : "";
    return { ok: false, error: { errorType: value.errorType, errorMessage }, text: line };
  } catch {
    const errorMessage = `The program answered what is not JSON: ${line.slice(0, 200)}`;
    return { ok: false, error: { errorType: "Runtime.MarshalError", errorMessage } };
  }
}

function programOf(definition: LambdaFunction): readonly [string, readonly string[]] {
  if ("command" in definition) return [definition.command[0], definition.command.slice(1)];
  if ("python" in definition) return ["python3", ["-c", PYTHON_RUNTIME]];
  return [process.execPath, [RUNTIME]];
}

/** Module and handler, as an order names them. */
export function handlerOf(definition: LambdaFunction): Pick<InvocationOrder, "module" | "handler"> {
  if ("module" in definition) return { module: moduleUrl(definition.module), handler: definition.handler ?? "handler" };
  return { module: "", handler: "python" in definition ? definition.python : "" };
}

/** Beside this file's folder in the sources, beside this file when built. */
const HERE = import.meta.url;
const RUNTIME = fileURLToPath(
  new URL(HERE.endsWith(".ts") ? "../../lambda-runtime-bin.ts" : "./lambda-runtime-bin.js", HERE),
);

function moduleUrl(module: string | URL): string {
  if (typeof module !== "string") return module.href;
  return /^(?:file|data):/.test(module) ? module : pathToFileURL(module).href;
}

async function endOf(child: ChildProcess): Promise<string> {
  return await new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) =>
      resolve(`Runtime exited with error: ${signal === null ? `exit status ${code ?? 1}` : `signal: ${signal}`}`),
    );
  });
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
