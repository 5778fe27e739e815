import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { DeployError } from "../errors.ts";

const run = promisify(execFile);

/** Which commit a folder is at, and what in it is not committed. */
export interface Commit {
  readonly sha: string;
  /** Paths that are changed, added, deleted or not known to git. */
  readonly dirty: readonly string[];
}

/** Asks git. */
export async function readCommit(folder: string): Promise<Commit> {
  const [sha, status] = await Promise.all([
    git(folder, "rev-parse", "HEAD"),
    git(folder, "status", "--porcelain", "--untracked-files=all"),
  ]);
  return { sha: sha.trim(), dirty: status.split("\n").flatMap((line) => (line === "" ? [] : [line.slice(3)])) };
}

/** The word under which it is deployed. */
export function commitWord({ sha, dirty }: Commit): string {
  return dirty.length === 0 ? sha : `${sha}-dirty`;
}

async function git(folder: string, ...argv: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run("git", ["-C", folder, ...argv], { timeout: 30_000, maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    const { stderr = "", message } = error as { stderr?: string; message: string };
    const reason = stderr.trim().split("\n")[0] || message.split("\n")[0];
    throw new DeployError("NO_COMMIT", `git does not say which commit ${folder} is at: ${reason}`, {
      hint: "deploy from a checkout, or say it with --commit SHA",
      cause: error,
    });
  }
}
