import type { Socket } from "node:net";

import { EXIT_CODES } from "@alpha-engine/dialect";

import { CommandError } from "../process/command-error.ts";
import type { SignalPassing } from "../process/signals.ts";
import { start } from "../process/start.ts";
import type { OutputPipe } from "../reader/pipe.ts";
import type { TakeChunk } from "../reader/pump.ts";
import { createReader } from "../reader/reader.ts";
import { postSentinel, type Sentinel, type SentinelOptions } from "./sentinel.ts";

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
  const reader = createReader(await options.pipe, take);
  let sentinel: Sentinel | undefined;
  let posting: NodeJS.Timeout | undefined;
  const ended = launch().catch((error: unknown): CaptureEnd => {
    const exitCode = error instanceof CommandError ? error.exitCode : EXIT_CODES.ownFailure;
    return { exitCode, signal: undefined, startError: error as Error };
  });
  return {
    ended,
    get sentinel() {
      return sentinel;
    },
    resume: () => reader.resume(),
  };

  async function launch(): Promise<CaptureEnd> {
    const { end, takeOver: pipe } = reader;
    const spawnOptions = env === undefined ? {} : { env };
    try {
      const started = await (end === "pipe"
        ? start([...MERGE, ...command], spawnOptions, [stdin, end, "ignore"])
        : start(command, spawnOptions, [stdin, end, end]));
      reader.start(started.child.stdout as Socket | null);
      signals.to(started.kill);
      if (pipe !== undefined) {
        const post = { ...options.sentinel, group: started.pid, pipe, log };
        posting = setTimeout(() => {
          sentinel = postSentinel(post);
        }, SENTINEL_AFTER_MS);
      }
      const how = await started.ended;
      clearTimeout(posting);
      await reader.finish(log);
      return { ...how, startError: undefined };
    } finally {
      reader.close();
    }
  }
}
