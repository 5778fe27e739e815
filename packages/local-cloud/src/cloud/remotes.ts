import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { LocalCloudError } from "../errors.ts";
import type { Checkout, Image, MadeUpFiles } from "./image.ts";

/** What somebody merges while a cloud runs. */
export interface PushOptions {
  /** @default the branch that is checked out */
  readonly branch?: string;
  /** By path in the repository: the new text, or `null` where the file goes. */
  readonly files?: Readonly<Record<string, string | null>>;
  /** A commit of the repository that it was made from, to which the branch is moved first, whatever it was on. */
  readonly commit?: string;
  readonly message?: string;
}

/** The git remotes of a cloud: bare repositories that stand in for those on the net. */
export interface Remotes {
  /** Where each URL of the image that git reaches lies, or will lie. */
  placesOf(image: Image): Readonly<Record<string, string>>;
  /** Makes those of the image that are not there yet. */
  prepare(image: Image): Promise<void>;
  /** Moves a branch on; the answer is the new commit. */
  push(url: string, options: PushOptions): Promise<string>;
}

export function createRemotes(folder: string): Remotes {
  const known = new Map<string, Checkout>();
  const made = new Map<string, Promise<string>>();
  const placeOf = (url: string): string =>
    join(folder, `${createHash("sha256").update(url).digest("hex").slice(0, 16)}.git`);
  const make = async (checkout: Checkout): Promise<string> => {
    const place = placeOf(checkout.url);
    made.set(checkout.url, made.get(checkout.url) ?? makeRemote(checkout, place));
    return (await made.get(checkout.url)) ?? "main";
  };
  return {
    placesOf: (image) => {
      const there = Object.entries(image.repositories ?? {}).filter(([, from]) => typeof from === "string");
      const remotes = remotesOf(image);
      for (const each of remotes) known.set(each.url, known.get(each.url) ?? each);
      return Object.fromEntries([...there, ...remotes.map(({ url }) => [url, placeOf(url)])]) as Record<string, string>;
    },
    prepare: async (image) => {
      await Promise.all(remotesOf(image).map(make));
    },
    push: async (url, options) => {
      const checkout = known.get(url);
      if (checkout === undefined) {
        throw new LocalCloudError("LOCAL_CLOUD_CHECKOUT", `No instance has had a checkout of ${url}`, {
          hint: `there are ${[...known.keys()].join(", ") || "none"}`,
        });
      }
      const branch = await make(checkout);
      return await advance(placeOf(url), checkout, { branch, ...options });
    },
  };
}

/** What has a remote of its own, which can be moved on. */
function remotesOf({ checkouts = {}, repositories = {} }: Image): readonly Checkout[] {
  const madeUp = Object.entries(repositories).flatMap(([url, from]) =>
    typeof from === "string" ? [] : [{ url, from }],
  );
  return [...Object.values(checkouts), ...madeUp];
}

const AUTHOR = ["-c", "user.name=local-cloud", "-c", "user.email=local-cloud@example.com", "-c", "safe.directory=*"];
/** An instance may have written to the repository, and runs nothing on this machine by that. */
export const NO_PROGRAMS: readonly string[] = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];

async function git(args: readonly string[], env: Readonly<Record<string, string>> = {}, input = ""): Promise<string> {
  // What leads a git that was started by a hook to its own repository leads this one nowhere.
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
  const running = promisify(execFile)("git", [...AUTHOR, ...NO_PROGRAMS, ...args], {
    env: { ...Object.fromEntries(own), ...env },
  });
  running.child.stdin?.on("error", () => {}).end(input);
  return (await running).stdout.trim();
}

/** What takes a path out of an index. */
const NOTHING = `0 ${"0".repeat(40)}`;

/** The answer is the branch. What is not committed in a repository is not in its remote either, as if it had been pushed. */
async function makeRemote({ from, url, branch }: Checkout, place: string): Promise<string> {
  try {
    await rm(place, { recursive: true, force: true });
    await mkdir(join(place, ".."), { recursive: true });
    if (typeof from !== "string") return await commitFiles(from, place, branch);
    if (!existsSync(join(from, ".git")) && !existsSync(join(from, "HEAD")))
      return await commitFolder(from, place, branch);
    const current = await git(["-C", from, "symbolic-ref", "--quiet", "--short", "HEAD"]).catch(() => "main");
    const wanted = branch ?? current;
    await git(["clone", "--quiet", "--bare", from, place]);
    await git(["-C", place, "remote", "remove", "origin"]);
    // A branch that is nowhere here is what is checked out: it is being worked on, under another name.
    const there = await git(["-C", place, "rev-parse", "--verify", "--quiet", `refs/heads/${wanted}`]).catch(() => "");
    if (there === "") await git(["-C", place, "branch", wanted, await git(["-C", from, "rev-parse", "HEAD"])]);
    await git(["-C", place, "symbolic-ref", "HEAD", `refs/heads/${wanted}`]);
    return wanted;
  } catch (error) {
    const { stderr = "", message } = error as Error & { stderr?: string };
    throw new LocalCloudError(
      "LOCAL_CLOUD_CHECKOUT",
      `No remote of ${url} can be made of ${nameOf(from)}: ${stderr.trim() || message}`,
      {
        hint: "checkouts.from is a git repository or a folder of this machine, or files by their paths in it",
        cause: error,
      },
    );
  }
}

function nameOf(from: Checkout["from"]): string {
  return typeof from === "string" ? from : `its ${Object.keys(from).length} files`;
}

async function commitFiles(files: MadeUpFiles, place: string, branch: string | undefined): Promise<string> {
  const folder = `${place}.files`;
  try {
    await mkdir(folder, { recursive: true });
    for (const [path, { content, mode }] of Object.entries(files)) {
      const target = join(folder, path);
      if (!target.startsWith(`${folder}/`)) throw new Error(`${path} lies outside`);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, content, { mode: mode ?? 0o644 });
    }
    return await commitFolder(folder, place, branch);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A folder without history is its first commit. */
async function commitFolder(from: string, place: string, branch = "main"): Promise<string> {
  const at = ["--git-dir", place, "--work-tree", from];
  await git(["init", "--quiet", "--bare", `--initial-branch=${branch}`, place]);
  await git([...at, "add", "--all", "--", "."]);
  await git([...at, "commit", "--quiet", "--allow-empty", "-m", "as it is"]);
  return branch;
}

async function advance(
  place: string,
  { from }: Checkout,
  { branch = "main", files = {}, commit, message = "somebody merged" }: PushOptions,
): Promise<string> {
  const ref = `refs/heads/${branch}`;
  const at = ["-C", place];
  if (commit !== undefined) {
    if (typeof from !== "string") throw new Error(`${commit}: nothing but made-up files, which have no other commit`);
    const id = await git(["-C", from, "rev-parse", "--verify", `${commit}^{commit}`]);
    await git([...at, "fetch", "--quiet", "--force", from, `${id}:${ref}`]);
    if (Object.keys(files).length === 0) return id;
  }
  const index = { GIT_INDEX_FILE: join(place, `push-${process.hrtime.bigint()}`) };
  try {
    await git([...at, "read-tree", ref], index);
    for (const [path, text] of Object.entries(files)) {
      const mode = (await git([...at, "ls-tree", ref, "--", path])).slice(0, 6) || "100644";
      const entry = text === null ? NOTHING : `${mode} ${await git([...at, "hash-object", "-w", "--stdin"], {}, text)}`;
      await git([...at, "update-index", "--index-info"], index, `${entry}\t${path}\n`);
    }
    const tree = await git([...at, "write-tree"], index);
    const made = await git([...at, "commit-tree", tree, "-p", ref, "-m", message]);
    await git([...at, "update-ref", ref, made]);
    return made;
  } finally {
    await rm(index.GIT_INDEX_FILE, { force: true });
  }
}
