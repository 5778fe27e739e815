import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { ArtifactsError } from "../errors.ts";

/** A library as it is installed: the name, version and folder of its package.json. */
export interface InstalledLibrary {
  readonly name: string;
  readonly version: string;
  /** The library's folder, for files which its `exports` do not offer. */
  readonly folder: string;
}

/**
 * Finds the package.json of a library, upwards from one of its modules.
 *
 * @param url a module of the library, from `import.meta.resolve(name)` of the package that depends on it
 * @throws ArtifactsError `LIBRARY_MISSING` when no package.json of that name is above the module
 *
 * @example
 * ```ts example
 * import { installedLibrary } from "@alpha-engine/artifacts";
 *
 * const name = "@alpha-engine/artifacts";
 * console.log(installedLibrary(name, import.meta.resolve(name)).version);
 * ```
 */
export function installedLibrary(name: string, url: string): InstalledLibrary {
  for (let folder = new URL(".", url); ; folder = new URL("..", folder)) {
    const found = packageJson(folder);
    if (found?.name === name) return { name, version: found.version, folder: fileURLToPath(folder) };
    if (folder.pathname === "/") break;
  }
  throw new ArtifactsError("LIBRARY_MISSING", `no package.json of ${name} above ${url}`, { hint: "pnpm install" });
}

function packageJson(folder: URL): { readonly name: string; readonly version: string } | undefined {
  try {
    return JSON.parse(readFileSync(new URL("package.json", folder), "utf8")) as { name: string; version: string };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
