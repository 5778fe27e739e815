import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";

/** What there is on this machine. */
export interface Host {
  /** Whether its instances find a program. */
  readonly hasProgram: (name: string) => boolean;
  readonly hasFile: (path: string) => boolean;
  /** The repository of that name, or with that remote, in which or beside which a configuration lies. */
  readonly repository: (name: string, url: string | undefined) => LocalRepository | undefined;
}

/** A repository of this machine, or a folder that becomes one. */
export interface LocalRepository {
  /** As the configuration names it. */
  readonly from: string;
  readonly url: string | undefined;
  /** The text of a file that is in it. */
  readonly textOf: (path: string) => string | undefined;
}

/** @param folder where the configuration lies */
export function hostOf(folder: string): Host {
  const known = new Map<string, LocalRepository | undefined>();
  return {
    hasProgram: (name) => FOLDERS.some((there) => canRun(join(there, name))),
    hasFile: existsSync,
    repository: (name, url) => {
      const key = `${name} ${url ?? ""}`;
      if (!known.has(key)) known.set(key, repositoryOf(folder, name, url));
      return known.get(key);
    },
  };
}

const FOLDERS = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function repositoryOf(folder: string, name: string, url: string | undefined): LocalRepository | undefined {
  const top = topOf(folder);
  const own = top === undefined ? undefined : { path: top, remote: remoteOf(top) };
  const isOwn = own !== undefined && (basename(own.path) === name || isSame(own.remote, name, url));
  const path = isOwn ? own.path : (below(folder, name, 2) ?? (top === undefined ? undefined : beside(top, name)));
  if (path === undefined) return undefined;
  const isRepository = existsSync(join(path, ".git"));
  const tracked = isRepository ? trackedIn(path) : undefined;
  return {
    from: relative(folder, path) || ".",
    url: isRepository ? remoteOf(path) : undefined,
    textOf: (file) => (tracked?.has(file) === false ? undefined : textIn(join(path, file))),
  };
}

/** The folder with `.git` around this one. */
function topOf(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** Without what may be a secret in it. */
function remoteOf(path: string): string | undefined {
  const url = git(path, "config", "--get", "remote.origin.url")?.trim() ?? "";
  return url === "" ? undefined : url.replace(/^(https?:\/\/)[^/@]*@/, "$1");
}

function trackedIn(path: string): ReadonlySet<string> {
  return new Set((git(path, "ls-files", "-z") ?? "").split("\0"));
}

function git(path: string, ...words: readonly string[]): string | undefined {
  try {
    return execFileSync("git", ["-C", path, ...words], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch {
    return undefined;
  }
}

function isSame(remote: string | undefined, name: string, url: string | undefined): boolean {
  const plain = (text: string): string =>
    text
      .replace(/^\w+:\/\//, "")
      .replace(/^[^@/]*@/, "")
      .replace(":", "/")
      .replace(/\.git$/, "");
  if (remote === undefined) return false;
  return url === undefined ? basename(plain(remote)) === name : plain(remote) === plain(url);
}

function beside(top: string, name: string): string | undefined {
  const path = join(dirname(top), name);
  return name !== "" && existsSync(join(path, ".git")) ? path : undefined;
}

function below(folder: string, name: string, depth: number): string | undefined {
  const path = join(folder, name);
  if (isFolder(path)) return path;
  if (depth <= 1) return undefined;
  for (const inner of foldersOf(folder)) {
    const found = below(join(folder, inner), name, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function foldersOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !/^(?:\.|node_modules$)/.test(entry.name))
      .map(({ name }) => name)
      .toSorted();
  } catch {
    return [];
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

const LARGEST = 1024 * 1024;

function textIn(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() !== true) return undefined;
  return found.size > LARGEST ? "" : readFileSync(path, "utf8");
}
