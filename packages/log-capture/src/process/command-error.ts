import type { ErrorDetails } from "@alpha-engine/dialect";

import { LogCaptureError } from "../errors.ts";

const SHOWN_STDERR = 8 * 1024;

/** How a supervised command ended. */
export interface CommandEnd {
  /** The command's own code; 128 + n when signal n ended it. */
  readonly exitCode: number;
  readonly signal: NodeJS.Signals | undefined;
  /** The end of what it wrote to stderr, at most 64 KiB; empty when stderr went elsewhere. */
  readonly stderr: string;
  readonly durationMs: number;
}

/** What a {@link CommandError} carries. */
export interface CommandErrorDetails extends ErrorDetails {
  readonly command: readonly string[];
  /** Of a command that never ran: 127 not found, 126 not executable, 125 anything else. */
  readonly exitCode: number;
  readonly signal?: NodeJS.Signals | undefined;
  readonly stderr?: string;
  readonly durationMs?: number;
}

/** A command that was to succeed and did not, or that never ran, and how it ended. */
export class CommandError extends LogCaptureError implements CommandEnd {
  override readonly name = "CommandError";
  readonly command: readonly string[];
  readonly exitCode: number;
  readonly signal: NodeJS.Signals | undefined;
  readonly stderr: string;
  readonly durationMs: number;

  constructor(code: "COMMAND_FAILED" | "COMMAND_NOT_STARTED", message: string, details: CommandErrorDetails) {
    super(code, message, details);
    this.command = details.command;
    this.exitCode = details.exitCode;
    this.signal = details.signal;
    this.stderr = details.stderr ?? "";
    this.durationMs = details.durationMs ?? 0;
  }
}

/** The message ends with the command's stderr. */
export function commandFailed(command: readonly string[], end: CommandEnd): CommandError {
  const { exitCode, signal, stderr } = end;
  const how = signal === undefined ? `ended with exit code ${exitCode}` : `was ended by ${signal} (${exitCode})`;
  const last = stderr.slice(-SHOWN_STDERR).trimEnd();
  const message = `${command.join(" ")} ${how}${last === "" ? "" : `:\n${last}`}`;
  return new CommandError("COMMAND_FAILED", message, { command, ...end });
}

export function commandNotStarted(command: readonly string[], exitCode: number, cause: Error): CommandError {
  const [program = ""] = command;
  const message = `cannot start the command: ${whyNot(program, exitCode, cause)}`;
  return new CommandError("COMMAND_NOT_STARTED", message, { command, exitCode, cause });
}

function whyNot(program: string, exitCode: number, { message }: Error): string {
  if (exitCode === 127) return `${program} is not there (a name without a slash is looked up in $PATH)`;
  return exitCode === 126 ? `${program} is not executable` : message;
}
