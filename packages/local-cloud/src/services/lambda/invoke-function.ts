import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import type { Clock } from "@alpha-engine/asl";
import { toSeconds } from "@alpha-engine/dialect";

import { aheadOfWall } from "../../cloud/ahead-of-wall.ts";
import type { LambdaFunction } from "../../cloud/lambda-function.ts";
import { type FunctionProcess, handlerOf, startFunction } from "./function-process.ts";
import type { InvocationReply } from "./runtime.ts";

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
  readonly processes: FunctionProcesses;
}

export interface Invoked {
  readonly reply: InvocationReply;
  /** The last 4 KiB of its log. */
  readonly logTail: string;
}

/** The processes of functions: those that wait for the next invocation, by function, and all that live. */
export interface FunctionProcesses {
  readonly idle: Map<string, FunctionProcess[]>;
  readonly alive: Set<FunctionProcess>;
  /** The invocations under way, to the last line of their logs. */
  readonly working: Set<Promise<Invoked>>;
}

/** The largest answer, in bytes. [documentation: quotas, 2026-11] */
const LARGEST_ANSWER = 6_291_556;

/** Runs one invocation, in a process that waits for one or in a new one. What timed out or crashed is not used again. */
export async function invokeFunction(options: InvokeOptions): Promise<Invoked> {
  const { definition, name, arn, requestId, clock, directory, processes } = options;
  const timeoutSeconds = toSeconds(definition.timeout ?? "15m", `functions.${name}.timeout`);
  await mkdir(join(directory, "functions", name), { recursive: true });
  const log = createWriteStream(join(directory, "functions", name, `${requestId}.log`));
  let tail = "";
  const keep = (chunk: Buffer | string): void => {
    log.write(chunk);
    tail = (tail + chunk.toString()).slice(-4096);
  };
  const taken = take(options);
  const startedAt = clock.now();
  keep(`START RequestId: ${requestId} Version: $LATEST\n`);
  const context = {
    functionName: name,
    awsRequestId: requestId,
    invokedFunctionArn: arn,
    remainingMs: timeoutSeconds * 1000,
  };
  const late = Promise.withResolvers<undefined>();
  const disarm = clock.schedule(timeoutSeconds * 1000, () => late.resolve(undefined));
  const order = { ...handlerOf(definition), event: options.event, context, aheadMs: aheadOfWall(clock) };
  const answer = await Promise.race([taken.invoke(order, keep), late.promise]);
  disarm();
  const isWhole = answer !== undefined && !("ended" in answer);
  const reply = isWhole ? bounded(answer) : failed(requestId, answer?.ended, timeoutSeconds);
  if (isWhole && taken.alive) giveBack(processes, name, taken);
  else await drop(processes, taken);
  const duration = `${(clock.now() - startedAt).toFixed(2)} ms`;
  keep(`END RequestId: ${requestId}\n`);
  keep(
    `REPORT RequestId: ${requestId}\tDuration: ${duration}\tBilled Duration: ${Math.ceil(clock.now() - startedAt)} ms\t\n`,
  );
  await new Promise<void>((done) => log.end(done));
  return { reply, logTail: tail };
}

function take({ processes, name, definition, environment }: InvokeOptions): FunctionProcess {
  const waiting = processes.idle.get(name) ?? [];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) if (each.alive) return each;
  const fresh = startFunction(definition, name, environment);
  processes.alive.add(fresh);
  return fresh;
}

function giveBack({ idle }: FunctionProcesses, name: string, process: FunctionProcess): void {
  idle.set(name, [...(idle.get(name) ?? []), process]);
}

async function drop({ alive }: FunctionProcesses, process: FunctionProcess): Promise<void> {
  await process.kill();
  alive.delete(process);
}

/** [LocalStack's recordings of AWS, lambda_, 2024; Lambda's documentation, 2026-11] */
function failed(requestId: string, ended: string | undefined, timeoutSeconds: number): InvocationReply {
  const [errorType, what] =
    ended === undefined
      ? ["Sandbox.Timedout", `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`]
      : ["Runtime.ExitError", ended];
  return { ok: false, error: { errorType, errorMessage: `RequestId: ${requestId} Error: ${what}` } };
}

function bounded(reply: InvocationReply): InvocationReply {
  if (!reply.ok || Buffer.byteLength(reply.result ?? "") <= LARGEST_ANSWER) return reply;
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${LARGEST_ANSWER} bytes).`;
  return { ok: false, error: { errorType: "Function.ResponseSizeTooLarge", errorMessage } };
}
