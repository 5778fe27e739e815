import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";

import type { Part } from "../../cloud/part.ts";
import type { InvocationReply } from "./runtime.ts";

/** What one invocation writes: to a file, and to the function's group in CloudWatch Logs. */
export interface FunctionLog {
  /** What the function prints, as it comes. */
  readonly print: (chunk: Buffer) => void;
  /** A line of Lambda's own. */
  readonly say: (line: string) => void;
  /** Settles when all is written; with the last 4 KiB of it. */
  readonly end: () => Promise<string>;
}

/** The group of a function. [documentation: Lambda, sending logs to CloudWatch Logs, 2026-11] */
export function logGroupOf(functionName: string): string {
  return `/aws/lambda/${functionName}`;
}

/** The stream of one process: the day on the cloud's clock, the version, 32 hex digits. [documentation: as above, 2026-11] */
export function logStreamOf(now: number, id: string): string {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll("-", "/");
  return `${day}/[$LATEST]${id.replaceAll("-", "")}`;
}

export async function openFunctionLog(
  { directory, offered }: Pick<Part, "directory" | "offered">,
  { name, requestId, stream }: { readonly name: string; readonly requestId: string; readonly stream: string },
): Promise<FunctionLog> {
  await mkdir(join(directory, "functions", name), { recursive: true });
  const file = createWriteStream(join(directory, "functions", name, `${requestId}.log`));
  const publish = offered("publishLog");
  // A chunk may end within a character.
  const decoder = new StringDecoder("utf8");
  let tail = "";
  let unfinished = "";
  const write = (text: string): void => {
    file.write(text);
    tail = (tail + text).slice(-4096);
  };
  const publishLines = (text: string): void => {
    const lines = (unfinished + text).split("\n");
    unfinished = lines.pop() ?? "";
    if (lines.length > 0) publish(logGroupOf(name), stream, lines);
  };
  const print = (text: string): void => {
    write(text);
    publishLines(text);
  };
  const finishLine = (): void => {
    print(decoder.end());
    if (unfinished !== "") print("\n");
  };
  return {
    print: (chunk) => print(decoder.write(chunk)),
    say: (line) => {
      finishLine();
      write(`${line}\n`);
      publish(logGroupOf(name), stream, [line]);
    },
    end: async () => {
      finishLine();
      await new Promise<void>((done) => file.end(done));
      return tail;
    },
  };
}

/** How the runtimes write what a handler raised. [source code: awslambdaric bootstrap.py; Node's runtime client, 2025] */
export function failureLine(
  reply: InvocationReply & { readonly ok: false },
  { requestId, now, isPython }: { readonly requestId: string; readonly now: number; readonly isPython: boolean },
): string {
  const { errorType, errorMessage, trace } = reply.error;
  if (!isPython) {
    const said = { errorType, errorMessage, ...(trace === undefined ? {} : { stack: trace }) };
    return `${new Date(now).toISOString()}\t${requestId}\tERROR\tInvoke Error \t${JSON.stringify(said)}`;
  }
  const { stackTrace = [] } = JSON.parse(reply.text ?? "{}") as { stackTrace?: readonly string[] };
  const lines = stackTrace.length === 0 ? "" : `\nTraceback (most recent call last):\n${stackTrace.join("").trimEnd()}`;
  return `[ERROR] ${errorType}: ${errorMessage}${lines}`;
}
