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

/** A command that was to succeed and did not. Carries how it ended; the message ends with its stderr. */
export class CommandError extends LogCaptureError implements CommandEnd {
  override readonly name = "CommandError";
  readonly command: readonly string[];
  readonly exitCode: number;
  readonly signal: NodeJS.Signals | undefined;
  readonly stderr: string;
  readonly durationMs: number;

  constructor(command: readonly string[], { exitCode, signal, stderr, durationMs }: CommandEnd) {
    const how = signal === undefined ? `ended with exit code ${exitCode}` : `was ended by ${signal} (${exitCode})`;
    const said = stderr.slice(-SHOWN_STDERR).trimEnd();
    super("COMMAND_FAILED", `${command.join(" ")} ${how}${said === "" ? "" : `:\n${said}`}`);
    this.command = command;
    this.exitCode = exitCode;
    this.signal = signal;
    this.stderr = stderr;
    this.durationMs = durationMs;
  }
}

/** A command that never ran. */
export class StartError extends LogCaptureError {
  override readonly name = "StartError";
  /** 127 not found, 126 not executable, 125 anything else. */
  readonly exitCode: number;

  constructor(message: string, exitCode: number, cause: unknown) {
    super("COMMAND_NOT_STARTED", message, { cause });
    this.exitCode = exitCode;
  }
}
