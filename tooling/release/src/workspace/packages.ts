import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string | { readonly types?: string; readonly default: string }>>;
  readonly files?: readonly string[];
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Package {
  readonly folder: string;
  readonly manifest: Manifest;
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

/** The packages that are published, each behind those it uses. */
export function publishablePackages(root: string): readonly Package[] {
  const packages = readdirSync(join(root, "packages"))
    .map((name) => join(root, "packages", name))
    .filter((folder) => existsSync(join(folder, "package.json")))
    .map((folder) => ({ folder, manifest: readManifest(folder) }))
    .filter(({ manifest }) => manifest.private !== true);
  const ordered: Package[] = [];
  const add = (found: Package): void => {
    if (ordered.includes(found)) return;
    for (const used of packages) if (uses(found, used.manifest.name)) add(used);
    ordered.push(found);
  };
  for (const found of packages) add(found);
  return ordered;
}

/** The names of all that use a package, directly or through another. */
export function dependentsOf(name: string, packages: readonly Package[]): readonly string[] {
  const found = new Set([name]);
  for (const candidate of packages) {
    if ([...found].some((known) => uses(candidate, known))) found.add(candidate.manifest.name);
  }
  found.delete(name);
  return [...found].sort();
}

function uses({ manifest }: Package, name: string): boolean {
  return manifest.dependencies?.[name] !== undefined;
}
