import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";

import { init, parse } from "es-module-lexer";

interface Reached {
  readonly reached: ReadonlySet<string>;
  /** Names of the packages and built-in modules that are imported. */
  readonly packages: ReadonlySet<string>;
  /** Asked for and not there. */
  readonly missing: readonly string[];
}

/** Follows every import from the entries, in JavaScript and in declarations. Entries that do not exist are optional single files. */
export async function reachableFiles(folder: string, entries: readonly string[]): Promise<Reached> {
  await init();
  const reached = new Set<string>();
  const packages = new Set<string>();
  const missing = new Set<string>();
  const waiting = entries.filter((file) => existsSync(join(folder, file)) || !file.startsWith("dist/standalone/"));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file) || missing.has(file)) continue;
    if (!existsSync(join(folder, file))) {
      missing.add(file);
      continue;
    }
    reached.add(file);
    for (const specifier of specifiersOf(folder, file, await readFile(join(folder, file), "utf8"))) {
      if (!specifier.startsWith(".")) packages.add(packageOf(specifier));
      else waiting.push(target(file, specifier));
    }
  }
  return { reached, packages, missing: [...missing].sort() };
}

function specifiersOf(folder: string, file: string, text: string): readonly string[] {
  if (/\.[cm]?js$/.test(file)) {
    const imported = parse(text, file)[0].map(({ specifier }) => specifier);
    // A worker is started by its file's name.
    const named = [...text.matchAll(/["'`](\.\/[\w./-]+\.[cm]?js)["'`]/g)].map(([, path]) => path ?? "");
    return [...imported, ...named.filter((path) => existsSync(join(folder, target(file, path))))].filter(
      (name) => typeof name === "string",
    );
  }
  if (!file.endsWith(".d.ts")) return [];
  const code = text.replaceAll(/\/\*[^]*?\*\/|\/\/.*$/gm, "");
  return [...code.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']/g)].map(([, path]) => path ?? "");
}

/** Declarations name the sources: `./x.ts` lies there as `./x.d.ts`. */
function target(from: string, specifier: string): string {
  const path = normalize(join(dirname(from), specifier));
  return from.endsWith(".d.ts") ? path.replace(/(?<!\.d)\.ts$|\.js$/, ".d.ts") : path;
}

function packageOf(specifier: string): string {
  const [first = "", second = ""] = specifier.replace(/^node:/, "").split("/");
  return first.startsWith("@") ? `${first}/${second}` : first;
}
