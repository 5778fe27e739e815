import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { join } from "node:path";

import { readManifest, type Manifest } from "../workspace/packages.ts";
import { filesBelow } from "./pack.ts";
import { reachableFiles } from "./reachable.ts";

const ALWAYS = ["package.json", "README.md", "LICENSE", "CHANGELOG.md"];
const DEPENDENCY_FIELDS = ["dependencies", "peerDependencies", "optionalDependencies"] as const;
const EXACT = /^\d+\.\d+\.\d+(?:-[\w.-]+)?$/;

/**
 * What an unpacked tarball holds that it should not, or lacks; one sentence each. `source` is the package's folder in the
 * workspace.
 */
export async function contentProblems(
  folder: string,
  source: string,
  scope: string,
  machinePaths: readonly string[],
): Promise<string[]> {
  const manifest = readManifest(folder);
  const wanted = (file: string): boolean =>
    ALWAYS.includes(file) || declared(manifest, file) || isDeclarationOf(source, file);
  const files = await filesBelow(folder);
  const { reached, packages, missing } = await reachableFiles(folder, entryFiles(manifest));
  return [
    ...ALWAYS.filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
    ...missing.map((file) => `${file} is missing, and something that is there asks for it`),
    ...files.filter((file) => !reached.has(file) && !wanted(file)).map(unwanted),
    ...manifestProblems(manifest, scope),
    ...dependencyProblems(manifest, packages),
    ...commandProblems(folder, manifest),
    ...(await leakProblems(folder, files, machinePaths)),
  ];
}

/** What the package offers: its exports, its commands, and each command's single file. */
function entryFiles({ exports = {}, bin = {} }: Manifest): readonly string[] {
  const offered = Object.values(exports).flatMap((target) =>
    typeof target === "string" ? [target] : [target.types, target.default].filter((file) => file !== undefined),
  );
  return [...offered, ...Object.values(bin), ...Object.keys(bin).map(standaloneFile)].map((file) =>
    file.replace(/^\.\//, ""),
  );
}

export function standaloneFile(command: string): string {
  return `dist/standalone/${command}.mjs`;
}

/** Named in `files`, or in a folder of data that is: what is built is looked at file by file. */
function declared({ files = [] }: Manifest, file: string): boolean {
  return files.some((entry) => entry === file || (entry !== "dist" && file.startsWith(`${entry}/`)));
}

/** The compiler writes one for each source that the index reaches, needed from outside or not. */
function isDeclarationOf(source: string, file: string): boolean {
  const [, path] = /^dist\/(.+)\.d\.ts$/.exec(file) ?? [];
  return path !== undefined && !TESTS.test(file) && existsSync(join(source, "src", `${path}.ts`));
}

const TESTS = /\.test\.|(?:^|\/)(?:bench|testing|fixtures?)\//;

function unwanted(file: string): string {
  if (TESTS.test(file)) return `${file} is for tests`;
  if (file.endsWith(".map")) return `${file} is a map to sources that are not there`;
  return `${file} is not reached from any export or command`;
}

function manifestProblems(manifest: Manifest, scope: string): string[] {
  const problems: string[] = [];
  if (manifest.devDependencies !== undefined) problems.push("package.json has devDependencies");
  if (manifest.scripts !== undefined) problems.push("package.json has scripts");
  for (const field of DEPENDENCY_FIELDS) {
    for (const [name, range] of Object.entries(manifest[field] ?? {})) {
      if (/^[a-z]+:/.test(range)) problems.push(`${field}.${name} is "${range}", which only the workspace understands`);
      else if (name.startsWith(scope) && !EXACT.test(range)) {
        problems.push(`${field}.${name} is "${range}": a consumer that pins this package would not pin that one`);
      }
    }
  }
  return problems;
}

function dependencyProblems(
  { dependencies = {}, peerDependencies = {} }: Manifest,
  imported: ReadonlySet<string>,
): string[] {
  const known = { ...dependencies, ...peerDependencies };
  const unknown = [...imported].filter((name) => !builtinModules.includes(name) && known[name] === undefined);
  return [
    ...unknown.sort().map((name) => `${name} is imported and not among the dependencies`),
    ...Object.keys(dependencies)
      .filter((name) => !imported.has(name))
      .map((name) => `${name} is a dependency that nothing imports`),
  ];
}

function commandProblems(folder: string, { bin = {} }: Manifest): string[] {
  return Object.entries(bin)
    .filter(([, file]) => existsSync(join(folder, file)) && (statSync(join(folder, file)).mode & 0o111) === 0)
    .map(([command]) => `the command ${command} is not executable`);
}

async function leakProblems(
  folder: string,
  files: readonly string[],
  machinePaths: readonly string[],
): Promise<string[]> {
  const problems: string[] = [];
  for (const file of files) {
    const text = await readFile(join(folder, file), "utf8");
    // The copy that is packed borrows what is installed in the workspace, and the bundler says in a comment where that lies.
    const own = text.replaceAll(/^\/\/ (?:\.\.\/)+\S*\/node_modules\/\S+$/gm, "");
    const path = machinePaths.find((candidate) => own.includes(candidate));
    if (path !== undefined) problems.push(`${file} names ${path}, a path of the machine that built it`);
    const map = /\/[/*]# sourceMappingURL=(?!data:)(\S+)/.exec(text)?.[1];
    if (map !== undefined && /\.[cm]?js$/.test(file)) problems.push(`${file} names a source map, ${map}`);
  }
  return problems;
}
