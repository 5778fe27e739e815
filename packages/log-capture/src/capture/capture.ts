import { closeSync } from "node:fs";
import type { Socket } from "node:net";

import { StartError } from "../process/command-error.ts";
import type { SignalPassing } from "../process/signals.ts";
import { start } from "../process/start.ts";
import { adoptLeftoverWriters } from "../reader/leftover.ts";
import type { OutputPipe } from "../reader/pipe.ts";
import { type Pump, pumpStream, startPump, type TakeChunk } from "../reader/pump.ts";
import { postSentinel, type Sentinel, type SentinelOptions } from "./sentinel.ts";

const QUIET_MS = 100;
const DRAIN_CAP_MS = 1000;
/** A command that has ended by then needs no sentinel, and starts faster. */
const SENTINEL_AFTER_MS = 20;
/** Where there is no real pipe, a shell makes one stream of both, so that the order between them stays. */
const MERGE = ["sh", "-c", 'exec "$@" 2>&1', "sh"];

export interface CaptureOptions {
  readonly command: readonly string[];
  readonly env: NodeJS.ProcessEnv | undefined;
  readonly stdin: "inherit" | "ignore";
  readonly signals: SignalPassing;
  /** Under way; undefined where none can be made. */
  readonly pipe: Promise<OutputPipe | undefined>;
  readonly log: number | undefined;
  readonly take: TakeChunk;
  readonly sentinel: Pick<SentinelOptions, "graceMs" | "shipCommand">;
}

export interface CaptureEnd {
  readonly exitCode: number;
  readonly signal: NodeJS.Signals | undefined;
  /** Set when the command never ran. */
  readonly startError: Error | undefined;
}

/** The command and the reading of its output. */
export interface Capture {
  /** After the command's end and a short drain. */
  readonly ended: Promise<CaptureEnd>;
  readonly sentinel: Sentinel | undefined;
  /** Goes on reading after `take` asked for a rest. */
  resume(): void;
}

export async function startCapture(options: CaptureOptions): Promise<Capture> {
  const { command, env, stdin, signals, log, take } = options;
  const pipe = await options.pipe;
  const spawnOptions = env === undefined ? {} : { env };
  let sentinel: Sentinel | undefined;
  let posting: NodeJS.Timeout | undefined;
  let pump: Pump | undefined;
  const ended = launch().catch((error: unknown): CaptureEnd => {
    const exitCode = error instanceof StartError ? error.exitCode : 125;
    return { exitCode, signal: undefined, startError: error as Error };
  });
  return {
    ended,
    get sentinel() {
      return sentinel;
    },
    resume: () => pump?.resume(),
  };

  async function launch(): Promise<CaptureEnd> {
    try {
      const started = await (pipe === undefined
        ? start([...MERGE, ...command], spawnOptions, [stdin, "pipe", "ignore"])
        : start(command, spawnOptions, [stdin, pipe.write, pipe.write]));
      pump = pipe === undefined ? pumpStream(started.child.stdout as Socket, take) : startPump(pipe.read, take);
      signals.to(started.kill);
      if (pipe !== undefined) {
        closeSync(pipe.write);
        const post = { ...options.sentinel, group: started.pid, pipe: pipe.readLater, log };
        posting = setTimeout(() => {
          sentinel = postSentinel(post);
        }, SENTINEL_AFTER_MS);
      }
      const end = await started.ended;
      clearTimeout(posting);
      const everybodyClosed = await pump.drain(QUIET_MS, DRAIN_CAP_MS);
      if (!everybodyClosed && pipe !== undefined) adoptLeftoverWriters(pipe.readLater, log);
      return { ...end, startError: undefined };
    } finally {
      pump?.stop();
      if (pipe !== undefined) closeSync(pipe.readLater);
    }
  }
}
