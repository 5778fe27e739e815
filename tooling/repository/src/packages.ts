import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SCOPE = "@alpha-engine";
/** The one package that has the family's own name. */
const DOOR = "alpha-engine";
export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
/** Where packages lie: what is published, what runs, what the applications are rehearsed with, what we work with. */
const GROUPS = ["packages", "apps", "examples", "tooling"] as const;

type Group = (typeof GROUPS)[number];

export interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly description?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

export interface HousePackage {
  readonly group: Group;
  /** The name of its folder, which is its own name without the scope. */
  readonly name: string;
  /** Relative to the root, such as `packages/asl`. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Every package of the house, by what the folders say. */
export function readPackages(root = ROOT): readonly HousePackage[] {
  return GROUPS.flatMap((group) => {
    if (!existsSync(join(root, group))) return [];
    return readdirSync(join(root, group)).flatMap((name) => {
      const path = join(root, group, name, "package.json");
      if (!existsSync(path)) return [];
      const manifest = JSON.parse(readFileSync(path, "utf8")) as Manifest;
      return [{ group, name, folder: `${group}/${name}`, manifest }];
    });
  });
}

/** The files of a package that are its own: neither tests nor what only tests use. Relative to its `src`. */
export function sourceFiles({ folder }: HousePackage, root = ROOT): readonly string[] {
  const src = join(root, folder, "src");
  return globSync("**/*.{ts,mts}", { cwd: src, exclude: ["**/*.test.ts", "**/*.d.ts", "**/testing/**"] }).sort();
}

/** What a package of the house is called among ours, or undefined for what comes from elsewhere. */
export function ownName(specifier: string): string | undefined {
  const [first = "", second] = specifier.split("/");
  if (first === DOOR) return DOOR;
  return first === SCOPE ? second : undefined;
}
