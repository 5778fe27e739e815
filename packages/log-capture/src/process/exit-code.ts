import { constants } from "node:os";

/** How the command ended, as one number: its own code, 128 + n for signal n. */
export function exitCodeOf(code: number | null, signal: NodeJS.Signals | null): number {
  if (code !== null) return code;
  return 128 + (signal === null ? 0 : constants.signals[signal]);
}

/** Why the command never started: 127 not found, 126 not executable, 125 anything that is our own failure (as `env` and `timeout` do). */
export function exitCodeOfSpawnError(error: NodeJS.ErrnoException): number {
  if (error.code === "ENOENT") return 127;
  if (error.code === "EACCES" || error.code === "EISDIR" || error.code === "ENOEXEC") return 126;
  return 125;
}
