import { posix } from "node:path";

import type { LocalRepository } from "../host.ts";
import { bare, type Noted, object, objectOrNothing } from "../noted.ts";
import type { Expected, MachineFile, Repository } from "./expected.ts";
import { type GitUse, plainUrl } from "./git.ts";
import { statesText, type Thing, type Things } from "./things.ts";

/** What lies in a checkout and is no part of its repository. */
const IGNORED =
  /(?:^|\/)(?:\.?venv|env|node_modules|logs?|__pycache__|\.git)\/|(?:^|\/)(?:\.env[\w.]*|[\w.-]+\.(?:env|log))$/;

/** That a script makes git look after a folder, as this user. */
export function useRepository(
  repositories: Things<Repository>,
  {
    path,
    state,
    user,
    use,
  }: { readonly path: string; readonly state: string; readonly user: string; readonly use: GitUse },
): void {
  const repository = repositories.at(path, state, () => ({
    url: undefined,
    branch: undefined,
    user: undefined,
    isTrusted: false,
    isCloned: false,
  }));
  repository.url ??= plainUrl(use.url);
  repository.branch ??= use.branch;
  if (repository.user === undefined || user !== "root") repository.user = user;
  repository.isCloned ||= use.verb === "clone" && repository.url !== undefined;
}

/** The repository in which a path lies. */
export function repositoryAround(repositories: Things<Repository>, path: string): string | undefined {
  return repositories.names
    .filter((folder) => path.startsWith(`${folder}/`))
    .toSorted((one, other) => other.length - one.length)[0];
}

export interface CheckoutsNoted {
  readonly checkouts: Noted | undefined;
  readonly repositories: Noted | undefined;
  /** What lies in no repository. */
  readonly files: readonly (readonly [string, Thing<MachineFile>])[];
  readonly madeUp: readonly string[];
}

/** The repositories that scripts expect, with the files in them that they read. */
export function checkoutsNoted(
  { repositories, files, owners }: Expected,
  localOf: (name: string, url: string | undefined) => LocalRepository | undefined,
): CheckoutsNoted {
  const left = new Map(files.entries);
  const madeUp: string[] = [];
  const noted = repositories.entries.map(([path, { of, states }]) => {
    const local = localOf(posix.basename(path), of.url);
    const inside = new Map<string, Thing<MachineFile>>();
    for (const [file, thing] of files.entries) {
      if (repositoryAround(repositories, file) !== path) continue;
      const name = file.slice(path.length + 1);
      if (name === ".keep" || local?.textOf(name) !== undefined) left.delete(file);
      else if (local === undefined && !IGNORED.test(name)) {
        left.delete(file);
        inside.set(name, thing);
      }
    }
    if (local === undefined) madeUp.push(path);
    const from = local === undefined ? filesNoted(inside) : bare(local.from);
    const url = of.url ?? local?.url ?? `https://git.example.com/${posix.basename(path)}`;
    const note =
      local === undefined
        ? `TODO: made up; "from" is the folder of the real one. For ${statesText(states)}`
        : statesText(states);
    return { path, of, url, from, note, isLocal: local !== undefined };
  });
  for (const [path, thing] of left) {
    const around = repositoryAround(repositories, path);
    const owner = around === undefined ? undefined : ownerOf(around, repositories, owners);
    if (owner !== undefined && owner !== "root" && !path.startsWith(`/home/${owner}/`))
      left.set(path, { ...thing, of: { ...thing.of, owner } });
  }
  return {
    checkouts: objectOrNothing(
      noted
        .filter(({ of }) => !of.isCloned)
        .map(({ path, of, url, from, note, isLocal }) => [
          path,
          object(
            [
              ["from", from],
              ["url", bare(url)],
              ["branch", isLocal && of.branch === undefined ? undefined : bare(of.branch ?? "main")],
              ["owner", bare(ownerOf(path, repositories, owners))],
            ],
            note,
          ),
        ]),
    ),
    repositories: objectOrNothing(
      noted.filter(({ of }) => of.isCloned).map(({ url, from, note }) => [url, { ...from, note }]),
    ),
    files: [...left],
    madeUp,
  };
}

/** Whoever pulls it is whose it is: git refuses it to others. */
function ownerOf(path: string, repositories: Things<Repository>, owners: Expected["owners"]): string {
  const of = repositories.get(path);
  if (of?.user !== undefined && of.user !== "root") return of.user;
  const given = [...owners].findLast(([folder]) => path === folder || path.startsWith(`${folder}/`))?.[1];
  const home = /^\/home\/([^/]+)\//.exec(path)?.[1];
  return given ?? (of?.isTrusted === true ? home : undefined) ?? "root";
}

/** Files by their paths, each with the states that it is for. */
export function filesNoted(files: Iterable<readonly [string, Thing<MachineFile>]>): Noted {
  return object(
    [...files].map(([path, { of, states }]) => [
      path,
      object(
        [
          ["content", bare(of.content)],
          ["mode", of.mode === undefined ? undefined : bare(of.mode)],
          ["owner", of.owner === undefined ? undefined : bare(of.owner)],
        ],
        /(?:^|\/)\.keep$/.test(path) ? undefined : `TODO, for ${statesText(states)}`,
      ),
    ]),
  );
}
