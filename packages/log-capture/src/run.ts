import { closeSync } from "node:fs";
import { hostname } from "node:os";

import type { S3Client } from "@aws-sdk/client-s3";

import { startChild } from "./capture/child.ts";
import { adoptLeftoverWriters } from "./capture/leftover.ts";
import { openLogFile } from "./capture/log-file.ts";
import { openOutputPipe } from "./capture/pipe.ts";
import { startPump } from "./capture/pump.ts";
import { openRelay } from "./capture/relay.ts";
import { logKey } from "./ship/log-key.ts";
import { type Shipped, shipLog } from "./ship/ship-log.ts";
import { passSignalsOn } from "./signals.ts";

const QUIET_MS = 100;
const DRAIN_CAP_MS = 1000;

export interface RunOptions {
  /** Names the step: the folder of its logs in the bucket. */
  readonly slug: string;
  /** The local log; its folder is made, its earlier content goes. */
  readonly logPath: string;
  /** The program and its arguments, as they are: no shell. */
  readonly command: readonly string[];
  /** Where the log is shipped. Without one it stays local. */
  readonly bucket?: string | undefined;
  /** @default "_ssm_logs" */
  readonly prefix?: string | undefined;
  /** The command's environment. @default process.env */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Bound on the shipping, which never delays the command itself. In milliseconds. @default 30000 */
  readonly shipTimeoutMs?: number | undefined;
}

export interface Effects {
  /** @default a client of the ordinary AWS environment, loaded while the command runs */
  readonly s3?: S3Client | undefined;
  /** Descriptor that gets a copy of every byte. @default 1 (stdout) */
  readonly stdout?: number | undefined;
  /** @default os.hostname() */
  readonly hostname?: string | undefined;
}

/** What went wrong beside the command. None of these changes its exit code. */
export interface CaptureProblem {
  readonly what: "log" | "stdout" | "ship" | "pipe";
  readonly message: string;
}

export interface RunResult {
  /** The command's own code; 128 + n when signal n ended it; 127 not found, 126 not executable, 125 our own failure before it ran. */
  readonly exitCode: number;
  readonly signal: NodeJS.Signals | undefined;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly log: { readonly path: string; readonly bytes: number };
  readonly shipped: Shipped | undefined;
  readonly problems: readonly CaptureProblem[];
}

/**
 * Runs a command and keeps every byte of its output: in the local log and on stdout, in the order written, and after its
 * end in `s3://{bucket}/{prefix}/{slug}/{YYYY-MM-DD}/{hostname}-{HHMMSSZ}.log`. Never rejects; the command's verdict is
 * its own, whatever happens to the log.
 */
export async function run(options: RunOptions, effects: Effects = {}): Promise<RunResult> {
  const startedAt = new Date();
  const problems: CaptureProblem[] = [];
  const log = openLogFile(options.logPath);
  const relay = openRelay(effects.stdout ?? 1);
  const emit = (chunk: Uint8Array): void => {
    log.write(chunk);
    relay.write(chunk);
  };

  const { exitCode, signal, startError } = await capture(options, emit, log.descriptor).catch((error: unknown) => {
    problems.push({ what: "pipe", message: messageOf(error) });
    return { exitCode: 125, signal: undefined, startError: error as Error };
  });
  const endedAt = new Date();
  if (startError !== undefined) emit(Buffer.from(`log-capture: cannot start the command: ${startError.message}\n`));

  if (log.problem !== undefined) problems.push({ what: "log", message: messageOf(log.problem) });
  if (relay.problem !== undefined) problems.push({ what: "stdout", message: messageOf(relay.problem) });
  const shipped = await ship(options, effects, { bytes: log.bytes, exitCode, signal, startedAt, endedAt }).catch(
    (error: unknown) => {
      problems.push({ what: "ship", message: messageOf(error) });
      return undefined;
    },
  );
  log.close();
  return { exitCode, signal, startedAt, endedAt, log: { path: log.path, bytes: log.bytes }, shipped, problems };
}

async function capture(
  { command, env, bucket }: RunOptions,
  onChunk: (chunk: Uint8Array) => void,
  log: number | undefined,
): ReturnType<typeof startChild>["ended"] {
  const pipe = openOutputPipe();
  const pump = startPump(pipe.read, onChunk);
  const child = startChild(command, pipe.write, env);
  closeSync(pipe.write);
  const stopPassing = passSignalsOn((signal) => child.kill(signal));
  // The SDK loads while the command runs, so that shipping does not wait for it.
  if (bucket !== undefined) import("@aws-sdk/client-s3").catch(() => {});
  try {
    const end = await child.ended;
    const everybodyClosed = await pump.drain(QUIET_MS, DRAIN_CAP_MS);
    if (!everybodyClosed) adoptLeftoverWriters(pipe.read, log);
    return end;
  } finally {
    pump.stop();
    stopPassing();
  }
}

interface Ended {
  readonly bytes: number;
  readonly exitCode: number;
  readonly signal: NodeJS.Signals | undefined;
  readonly startedAt: Date;
  readonly endedAt: Date;
}

async function ship(options: RunOptions, effects: Effects, end: Ended): Promise<Shipped | undefined> {
  const { bucket, slug, prefix, logPath, env = process.env } = options;
  if (bucket === undefined) return undefined;
  const host = effects.hostname ?? hostname();
  const key = logKey({ slug, at: end.endedAt, hostname: host, prefix });
  const metadata = {
    "exit-code": String(end.exitCode),
    ...(end.signal === undefined ? {} : { signal: end.signal }),
    "duration-ms": String(end.endedAt.getTime() - end.startedAt.getTime()),
    ...(env.SSM_COMMAND_ID === undefined ? {} : { "ssm-command-id": env.SSM_COMMAND_ID }),
    ...(env.AWS_SSM_INSTANCE_ID === undefined ? {} : { "instance-id": env.AWS_SSM_INSTANCE_ID }),
  };
  const timeoutMs = options.shipTimeoutMs;
  return shipLog({ path: logPath, bucket, key, bytes: end.bytes, metadata, timeoutMs }, effects);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
