import { toSeconds } from "@alpha-engine/dialect";

import { aheadOfWall } from "../../cloud/ahead-of-wall.ts";
import type { LambdaFunction } from "../../cloud/lambda-function.ts";
import type { Part } from "../../cloud/part.ts";
import { failureLine, logGroupOf, openFunctionLog } from "./function-log.ts";
import { type FunctionProcess, handlerOf, startFunction } from "./function-process.ts";
import type { InvocationReply } from "./runtime.ts";

export interface InvokeOptions {
  readonly definition: LambdaFunction;
  readonly name: string;
  readonly arn: string;
  readonly requestId: string;
  readonly event: unknown;
  /** Its environment leads the function to this cloud. */
  readonly part: Pick<Part, "clock" | "directory" | "environment" | "offered" | "callers">;
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
  const { definition, name, arn, requestId, part, processes } = options;
  const { clock } = part;
  const timeoutSeconds = toSeconds(definition.timeout ?? "15m", `functions.${name}.timeout`);
  const taken = take(options);
  const log = await openFunctionLog(part, { name, requestId, stream: taken.logStream });
  const startedAt = clock.now();
  log.say(`START RequestId: ${requestId} Version: $LATEST`);
  const context = {
    functionName: name,
    awsRequestId: requestId,
    invokedFunctionArn: arn,
    remainingMs: timeoutSeconds * 1000,
    functionVersion: "$LATEST",
    memoryLimitInMB: "128",
    logGroupName: logGroupOf(name),
    logStreamName: taken.logStream,
  };
  const late = Promise.withResolvers<undefined>();
  const disarm = clock.schedule(timeoutSeconds * 1000, () => late.resolve(undefined));
  const order = { ...handlerOf(definition), event: options.event, context, aheadMs: aheadOfWall(clock) };
  const answer = await Promise.race([taken.invoke(order, log.print), late.promise]);
  disarm();
  const isWhole = answer !== undefined && !("ended" in answer);
  const reply = isWhole ? bounded(answer) : failed(requestId, answer?.ended, timeoutSeconds);
  if (isWhole && taken.alive) giveBack(processes, name, taken);
  else await drop(processes, taken);
  const now = clock.now();
  if (!reply.ok && isWhole) log.say(failureLine(reply, { requestId, now, isPython: "python" in definition }));
  else if (!reply.ok) log.say(endLine(reply.error.errorMessage, requestId, now));
  const took = now - startedAt;
  log.say(`END RequestId: ${requestId}`);
  log.say(
    `REPORT RequestId: ${requestId}\tDuration: ${took.toFixed(2)} ms\tBilled Duration: ${Math.ceil(took)} ms\tMemory Size: 128 MB\t`,
  );
  return { reply, logTail: await log.end() };
}

/** `<time> <request> Task timed out after 3.00 seconds`, and how else a process came to its end. [documentation: Lambda, troubleshooting, 2026-11] */
function endLine(message: string, requestId: string, now: number): string {
  const prefix = `RequestId: ${requestId} Error: `;
  const what = message.startsWith(prefix) ? message.slice(prefix.length) : message;
  return what.startsWith("Task timed out") ? `${new Date(now).toISOString()} ${requestId} ${what}\n` : message;
}

function take({ processes, name, definition, part }: InvokeOptions): FunctionProcess {
  const waiting = processes.idle.get(name) ?? [];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) if (each.alive) return each;
  const fresh = startFunction(definition, name, part);
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
