import type { SpawnOptions } from "node:child_process";
import type { Socket } from "node:net";

import { type CommandEnd, commandFailed } from "../process/command-error.ts";
import { start } from "../process/start.ts";
import { createMemoryTail } from "../reader/memory-tail.ts";
import { monotonicMs } from "../reader/monotonic.ts";
import type { Reader } from "../reader/reader.ts";
import { createLineSplitter, type LineSplitter } from "./lines.ts";

const KEPT_STDERR = 64 * 1024;

/** The levels at which lines are relayed: the methods of a {@link LineLogger}. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** Gets the relayed lines. `console` is one; so are pino and most others. */
export type LineLogger = Readonly<Record<LogLevel, (line: string) => void>>;

/** Spawn options pass through; what is managed here (stdio, own session) wins. */
export interface SuperviseOptions extends Omit<SpawnOptions, "stdio" | "detached"> {
  /** Whether `completed` rejects with a `CommandError` when the command does not end with 0. @default false */
  readonly check?: boolean | undefined;
  /** A descriptor, or `"inherit"` for ours. @default nothing: /dev/null */
  readonly stdin?: "inherit" | number | undefined;
  /** A descriptor, or `"inherit"` for ours. @default nothing: relayed where `relayStdout` says so, else /dev/null */
  readonly stdout?: "inherit" | number | undefined;
  /** A descriptor, or `"inherit"` for ours. @default nothing: captured, and relayed where `relayStderr` says so */
  readonly stderr?: "inherit" | number | undefined;
  /** Hands each line of stdout to the logger at this level, as it comes. */
  readonly relayStdout?: LogLevel | undefined;
  /** Hands each line of stderr to the logger at this level, as it comes. */
  readonly relayStderr?: LogLevel | undefined;
  /** @default one that writes to our stderr */
  readonly logger?: LineLogger | undefined;
}

/** A running command. It has no stdin that we could write to. */
export interface Supervised {
  readonly pid: number;
  /** Sends a signal to the command's whole process group; false when it has ended. @default "SIGTERM" */
  kill(signal?: NodeJS.Signals): boolean;
  /** Settles after the command has ended and everything that it wrote was read. */
  readonly completed: Promise<CommandEnd>;
}

/**
 * Starts a command away from our terminal and resolves as soon as it runs. What the caller does about a crash is the
 * caller's: nothing is restarted, logged or killed here.
 *
 * @throws CommandError `COMMAND_NOT_STARTED` with the exit code that a shell would give: 127 not found, 126 not executable
 *
 * @example
 * ```ts example
 * import { supervise } from "@alpha-engine/log-capture";
 *
 * const { completed } = await supervise(["sh", "-c", "echo hello; exit 3"], { relayStdout: "info", logger: console });
 * const { exitCode } = await completed;
 * console.log(exitCode);
 * ```
 * ```text output
 * hello
 * 3
 * ```
 */
export async function supervise(command: readonly string[], options: SuperviseOptions = {}): Promise<Supervised> {
  const { check, stdin, stdout, stderr, relayStdout, relayStderr, logger = stderrLogger, ...spawnOptions } = options;
  const startedAt = monotonicMs();
  const tail = stderr === undefined ? createMemoryTail(KEPT_STDERR) : undefined;
  const outLines = stdout === undefined ? splitterTo(logger, relayStdout) : undefined;
  const errLines = stderr === undefined ? splitterTo(logger, relayStderr) : undefined;
  const [outReader, errReader] = await Promise.all([
    open(outLines && ((chunk) => outLines.push(chunk))),
    open(
      tail &&
        ((chunk) => {
          tail.push(chunk);
          errLines?.push(chunk);
        }),
    ),
  ]);
  const readers = [outReader, errReader].filter((reader) => reader !== undefined);

  const { pid, child, ended, kill } = await start(command, spawnOptions, [
    stdin ?? "ignore",
    stdout ?? outReader?.end ?? "ignore",
    stderr ?? errReader?.end ?? "ignore",
  ]).catch((error: unknown) => {
    for (const reader of readers) reader.close();
    throw error;
  });
  outReader?.start(child.stdout as Socket | null);
  errReader?.start(child.stderr as Socket | null);

  const completed = complete();
  // Who awaits it later still hears of it; a failure in between is not the end of our own process.
  completed.catch(() => {});
  return { pid, kill: (signal = "SIGTERM") => kill(signal), completed };

  async function complete(): Promise<CommandEnd> {
    const { exitCode, signal } = await ended;
    await Promise.all(readers.map((reader) => reader.finish(undefined)));
    outLines?.flush();
    errLines?.flush();
    const errors = tail?.read().toString() ?? "";
    const end: CommandEnd = { exitCode, signal, stderr: errors, durationMs: Math.round(monotonicMs() - startedAt) };
    if (check === true && exitCode !== 0) throw commandFailed(command, end);
    return end;
  }
}

function splitterTo(logger: LineLogger, level: LogLevel | undefined): LineSplitter | undefined {
  return level === undefined ? undefined : createLineSplitter((line) => logger[level](line));
}

/** Pipes are only loaded where something is read. */
async function open(onChunk: ((chunk: Uint8Array) => void) | undefined): Promise<Reader | undefined> {
  if (onChunk === undefined) return undefined;
  const { openReader } = await import("../reader/reader.ts");
  return openReader((chunk) => {
    onChunk(chunk);
    return true;
  });
}

const toStderr = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
const stderrLogger: LineLogger = { debug: toStderr, info: toStderr, warn: toStderr, error: toStderr };
