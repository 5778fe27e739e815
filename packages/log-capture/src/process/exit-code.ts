import { EXIT_CODES, exitCodeOfSignal } from "@alpha-engine/dialect";

/** How the command ended, as one number: its own code, 128 + n for signal n. */
export function exitCodeOf(code: number | null, signal: NodeJS.Signals | null): number {
  if (code !== null) return code;
  return signal === null ? 128 : exitCodeOfSignal(signal);
}

/** Why the command never started, as shells, `env` and `timeout` tell it. */
export function exitCodeOfSpawnError(error: NodeJS.ErrnoException): number {
  if (error.code === "ENOENT") return EXIT_CODES.notFound;
  if (error.code === "EACCES" || error.code === "EISDIR" || error.code === "ENOEXEC") return EXIT_CODES.notExecutable;
  return EXIT_CODES.ownFailure;
}
