import { fork } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";

import type { Clock } from "@alpha-engine/asl";
import { toSeconds } from "@alpha-engine/dialect";

import { aheadOfWall } from "../../cloud/ahead-of-wall.ts";
import type { LambdaFunction } from "../../cloud/lambda-function.ts";
import type { InvocationOrder, InvocationReply } from "./runtime.ts";

export interface InvokeOptions {
  readonly definition: LambdaFunction;
  readonly name: string;
  readonly arn: string;
  readonly requestId: string;
  readonly event: unknown;
  readonly clock: Clock;
  readonly directory: string;
  /** What leads the function to this cloud. */
  readonly environment: Readonly<Record<string, string>>;
  /** Collects the invocations that are under way, by what kills them. */
  readonly running: Set<() => Promise<void>>;
}

export interface Invoked {
  readonly reply: InvocationReply;
  /** The last 4 KiB of what it printed. */
  readonly logTail: string;
}

/** Runs one invocation in a process of its own; whatever ends it, the process is gone afterwards. */
export async function invokeFunction(options: InvokeOptions): Promise<Invoked> {
  const { definition, name, requestId, clock, directory } = options;
  const timeoutSeconds = toSeconds(definition.timeout ?? "15m", `functions.${name}.timeout`);
  await mkdir(join(directory, "functions", name), { recursive: true });
  const log = createWriteStream(join(directory, "functions", name, `${requestId}.log`));
  let tail = "";
  const child = fork(RUNTIME, {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: true,
    execArgv: [],
    env: {
      PATH: process.env["PATH"] ?? "",
      ...options.environment,
      ...definition.environment,
      AWS_LAMBDA_FUNCTION_NAME: name,
    },
  });
  const keep = (chunk: Buffer): void => {
    log.write(chunk);
    tail = (tail + chunk.toString("utf8")).slice(-4096);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);

  const { promise, resolve } = Promise.withResolvers<InvocationReply>();
  let replied = false;
  child.once("message", (reply: InvocationReply) => {
    replied = true;
    resolve(reply);
  });
  child.once("error", (error) =>
    resolve(runtimeError("Runtime.ExitError", `RequestId: ${requestId} Error: ${error.message}`)),
  );
  const gone = new Promise<void>((done) => child.once("close", () => done()));
  child.once("close", (code, signal) => {
    const how = signal === null ? `exit status ${code ?? 1}` : `signal: ${signal}`;
    resolve(runtimeError("Runtime.ExitError", `RequestId: ${requestId} Error: Runtime exited with error: ${how}`));
  });
  const disarm = clock.schedule(timeoutSeconds * 1000, () => {
    const text = `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
    resolve(runtimeError("Sandbox.Timedout", text));
  });
  const exited = new Promise<void>((done) => child.once("exit", () => done()));
  const kill = async (): Promise<void> => {
    killGroup(child.pid);
    await exited;
    // A descendant that left the group may hold the pipes; what the function itself printed has a moment to arrive.
    await Promise.race([gone, sleep(50)]);
    child.stdout?.destroy();
    child.stderr?.destroy();
  };
  options.running.add(kill);
  child.send(order(options, timeoutSeconds), () => {});
  try {
    const reply = await promise;
    if (replied) await exited;
    return { reply, logTail: tail };
  } finally {
    disarm();
    await kill();
    log.end();
    options.running.delete(kill);
  }
}

function order(options: InvokeOptions, timeoutSeconds: number): InvocationOrder {
  const { definition } = options;
  return {
    aheadMs: aheadOfWall(options.clock),
    module: moduleUrl(definition.module),
    handler: definition.handler ?? "handler",
    event: options.event,
    context: {
      functionName: options.name,
      awsRequestId: options.requestId,
      invokedFunctionArn: options.arn,
      remainingMs: timeoutSeconds * 1000,
    },
  };
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

function runtimeError(errorType: string, errorMessage: string): InvocationReply {
  return { ok: false, error: { errorType, errorMessage } };
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
