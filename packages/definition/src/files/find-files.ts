import { glob, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/** What nobody keeps definitions of their own in. */
const SKIPPED = new Set([
  "node_modules",
  ".git",
  ".terraform",
  ".aws-sam",
  ".serverless",
  "__pycache__",
  ".venv",
  "venv",
]);
/** What has a definition in it is called so. */
const NAMES = /\.(?:jsonc?|ya?ml|asl|template|tf)$/;
/** In `cdk.out` the templates are what was synthesised; the rest are copies. */
const IN_CDK_OUT = /\.template\.json$/;
/** A file that is larger has none: AWS takes definitions of one megabyte. */
const LARGEST = 10_000_000;

/**
 * The files in a folder, at any depth, that look like having a definition; of `node_modules`, `.git` and other folders of
 * tools none. In the order of their names.
 *
 * @example
 * ```ts example
 * import { mkdtemp, writeFile } from "node:fs/promises";
 * import { join } from "node:path";
 * import { filesWithDefinitions } from "@alpha-engine/definition/files";
 *
 * const folder = await mkdtemp("/tmp/definitions-");
 * await writeFile(join(folder, "nightly.asl.json"), '{ "StartAt": "A", "States": { "A": { "Type": "Succeed" } } }');
 * await writeFile(join(folder, "package.json"), "{}");
 * for (const file of await filesWithDefinitions(folder)) console.log(file.replace(folder, "."));
 * ```
 * ```text output
 * ./nightly.asl.json
 * ```
 */
export async function filesWithDefinitions(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !SKIPPED.has(entry.name) && !isAsset(path))
      found.push(...(await filesWithDefinitions(path)));
    else if (entry.isFile() && isCalledSo(path) && (await looksLikeIt(path))) found.push(path);
  }
  return found;
}

/**
 * The files that a pattern names, as `machines/**\/*.asl.json`; of folders of tools none. In the order of their names.
 *
 * @example
 * ```ts example
 * import { mkdtemp, writeFile } from "node:fs/promises";
 * import { join } from "node:path";
 * import { filesOfPattern } from "@alpha-engine/definition/files";
 *
 * const folder = await mkdtemp("/tmp/definitions-");
 * for (const name of ["weekly.asl.json", "nightly.asl.json", "notes.md"]) await writeFile(join(folder, name), "{}");
 * for (const file of await filesOfPattern(`${folder}/*.asl.json`)) console.log(file.replace(folder, "."));
 * ```
 * ```text output
 * ./nightly.asl.json
 * ./weekly.asl.json
 * ```
 */
export async function filesOfPattern(pattern: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const file of glob(pattern, { exclude: (name) => SKIPPED.has(name) })) found.push(file);
  const kinds = await Promise.all(found.map(async (file) => (await stat(file)).isFile()));
  return found.filter((_, index) => kinds[index] === true).toSorted();
}

function isCalledSo(path: string): boolean {
  return path.includes("cdk.out/") ? IN_CDK_OUT.test(path) : NAMES.test(path);
}

function isAsset(path: string): boolean {
  return /(?:^|\/)cdk\.out\/asset\./.test(path);
}

async function looksLikeIt(path: string): Promise<boolean> {
  if ((await stat(path)).size > LARGEST) return false;
  const text = await readFile(path, "utf8");
  return MARKS.some((marks) => marks.every((mark) => mark.test(text)));
}

/** A definition of its own, or what has one. */
const MARKS: readonly (readonly RegExp[])[] = [
  [/(?:^|[{,\s])["']?StartAt["']?\s*:/, /(?:^|[{,\s])["']?States["']?\s*:/],
  [/AWS::(?:StepFunctions|Serverless)::StateMachine/],
  [/\bresource\s+"?aws_sfn_state_machine\b/],
  [/"aws_sfn_state_machine"\s*[:,}]/],
  [/^\s*module\s+"[^"]+"\s*\{/m, /^\s*definition\s*=/m],
  [/^stepFunctions:/m],
];
