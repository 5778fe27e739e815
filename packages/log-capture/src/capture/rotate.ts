import { lstatSync, realpathSync, renameSync, statSync } from "node:fs";

/** How many earlier logs stay beside the new one. */
const KEPT = 3;

/**
 * Moves the log of the run before out of the way: `x.log` → `x.log.1` → `x.log.2` → `x.log.3`, so that neither a second
 * attempt destroys the first one's log nor logs pile up without end. Undefined when there was nothing to keep.
 */
export function rotateLog(path: string): string | undefined {
  if (!existsWithContent(path)) return undefined;
  const file = realpathSync(path);
  for (let n = KEPT - 1; n >= 1; n -= 1) renameIfThere(`${file}.${n}`, `${file}.${n + 1}`);
  renameSync(file, `${file}.1`);
  return `${file}.1`;
}

function existsWithContent(path: string): boolean {
  const status = statSync(path, { throwIfNoEntry: false });
  return status !== undefined && status.isFile() && status.size > 0;
}

function renameIfThere(from: string, to: string): void {
  if (lstatSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, to);
}
