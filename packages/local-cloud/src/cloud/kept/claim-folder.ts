import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { LocalCloudError } from "../../errors.ts";

/** One cloud at a time keeps its state in a folder. The answer gives it up. */
export function claimFolder(folder: string): () => void {
  const file = join(folder, "owner");
  mkdirSync(folder, { recursive: true });
  const owner = ownerOf(folder);
  if (owner !== undefined) {
    throw new LocalCloudError(
      "LOCAL_CLOUD_FOLDER_IN_USE",
      `${folder} is in use by the local cloud of process ${owner}`,
      { hint: "stop that one, or give this one another folder" },
    );
  }
  writeFileSync(file, identity(process.pid));
  return () => rmSync(file, { force: true });
}

/** The process whose cloud keeps its state there now. */
export function ownerOf(folder: string): number | undefined {
  const claim = read(join(folder, "owner"));
  const owner = Number(claim.split(" ")[0]);
  return owner > 0 && claim === identity(owner) ? owner : undefined;
}

/** A process and when it began, as far as the machine says: numbers of processes are given again. */
function identity(pid: number): string {
  const stat = read(`/proc/${pid}/stat`);
  const began = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  return alive(pid) ? `${pid} ${began}` : "";
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
