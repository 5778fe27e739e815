import { closeSync, mkdirSync, openSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const FORGOTTEN_AFTER_MS = 60_000;

/**
 * Keys have a resolution of one second, and two runs of one host may end in the same one: each claims its key with an
 * empty file before it ships. Where that cannot be done the key is taken as it is; S3 is asked, too.
 */
export function claimKey(bucket: string, key: string): boolean {
  const folder = join(tmpdir(), `log-capture-keys-${process.getuid?.() ?? "all"}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    forgetOld(folder);
    closeSync(openSync(join(folder, encodeURIComponent(`${bucket}/${key}`).slice(-200)), "wx"));
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "EEXIST";
  }
}

function forgetOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (age > FORGOTTEN_AFTER_MS) rmSync(file, { force: true });
  }
}
