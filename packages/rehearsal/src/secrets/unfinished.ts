import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Beside the runs' folders: one file for each that holds secrets in the clear, with the process that works in it. */
const MARKS = ".with-secrets";
/** What never held one in the clear. */
const CLEAN: ReadonlySet<string> = new Set(["run.ndjson"]);

/** Says that a run's folder holds secrets, until it is taken back. */
export function markUnfinished(parent: string, name: string): Disposable {
  const mark = join(parent, MARKS, name);
  mkdirSync(join(parent, MARKS), { recursive: true });
  writeFileSync(mark, `${process.pid} ${startOf(process.pid)}`);
  return { [Symbol.dispose]: () => rmSync(mark, { force: true }) };
}

/** Empties the folders of runs that were killed while they held secrets: which they were, only those runs knew. */
export function sweepUnfinished(parent: string): void {
  for (const name of namesIn(join(parent, MARKS))) {
    const mark = join(parent, MARKS, name);
    if (isAtWork(mark)) continue;
    const folder = join(parent, name);
    const left = namesIn(folder).filter((each) => !CLEAN.has(each));
    for (const each of left) rmSync(join(folder, each), { recursive: true, force: true });
    if (left.length > 0) writeFileSync(join(folder, "removed.txt"), `${REMOVED}\n`);
    rmSync(mark, { force: true });
  }
}

const REMOVED =
  "This run was killed while its files held secrets. What may have held one was removed; run.ndjson never did.";

function isAtWork(mark: string): boolean {
  try {
    const [pid = "", start = ""] = readFileSync(mark, "utf8").split(" ");
    return startOf(Number(pid)) === start;
  } catch {
    return false;
  }
}

/** When a process started, which tells it from a later one with its number; where the kernel does not say, that it is there. */
function startOf(pid: number): string {
  try {
    // The name in brackets may hold anything; the 22nd field is the time.
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(")").at(-1)?.trim().split(" ")[19] ?? "";
  } catch {
    return isThere(pid) ? "there" : "gone";
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
