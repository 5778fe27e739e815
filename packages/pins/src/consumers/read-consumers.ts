import { glob, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";

import { PinsError } from "../errors.ts";
import { readPackageJson } from "./read-package-json.ts";
import { readScript } from "./read-script.ts";
import type { Consumer } from "./use.ts";

/** In a folder: manifests, and what bootstraps a machine. A file that is named is read whatever it is called. */
const PATTERNS = [
  "**/package.json",
  "**/*.{sh,bash}",
  "**/{Dockerfile,Dockerfile.*,*.Dockerfile,Containerfile,Makefile,justfile}",
  "**/{user-data,bootstrap}*",
  "**/.github/workflows/*.{yml,yaml}",
];
const LEFT_OUT = /(?:^|\/)(?:node_modules|\.git|dist|coverage)(?:\/|$)/;

/** Which packages are looked for. */
export interface ReadOptions {
  /** The packages that are looked for: all of this scope. @default "@alpha-engine" */
  readonly scope?: string;
  /** Further packages, by name. @default [] */
  readonly packages?: readonly string[];
}

/**
 * Reads the given files, and in the given folders every manifest and bootstrap script.
 *
 * @throws PinsError for a path that is not there, a folder that holds nothing to read, a file that is not what it should be
 *
 * @example
 * ```ts example
 * import { writeFile } from "node:fs/promises";
 *
 * import { readConsumers } from "@alpha-engine/pins";
 *
 * await writeFile("bootstrap.sh", "npm install -g @alpha-engine/asl@1.1.0\n");
 * const [consumer] = await readConsumers(["bootstrap.sh"]);
 * console.log(consumer?.uses);
 * ```
 * ```text output
 * [ { name: '@alpha-engine/asl', spec: '1.1.0', line: 1 } ]
 * ```
 */
export async function readConsumers(paths: readonly string[], options: ReadOptions = {}): Promise<readonly Consumer[]> {
  const { scope = "@alpha-engine", packages = [] } = options;
  const isOurs = (name: string): boolean => name.startsWith(`${scope}/`) || packages.includes(name);
  const consumers: Consumer[] = [];
  for (const file of await filesOf(paths)) {
    const text = await readFile(file, "utf8");
    const uses =
      basename(file) === "package.json"
        ? readPackageJson(file, text, isOurs, scope)
        : readScript(scriptOf(file, text), isOurs, scope);
    consumers.push({ file, uses });
  }
  return consumers;
}

async function filesOf(paths: readonly string[]): Promise<readonly string[]> {
  const files = new Set<string>();
  for (const path of paths) {
    const found = await stat(path).catch((error: unknown) => {
      throw new PinsError("NO_SUCH_PATH", `cannot read ${path}: ${(error as Error).message}`, {
        hint: "name a package.json, a script or a folder",
        cause: error,
      });
    });
    if (!found.isDirectory()) {
      files.add(path);
      continue;
    }
    const before = files.size;
    for await (const name of glob(PATTERNS, { cwd: path, exclude: (candidate) => LEFT_OUT.test(candidate) })) {
      if ((await stat(join(path, name))).isFile()) files.add(join(path, name));
    }
    if (files.size === before) {
      throw new PinsError("NO_MANIFEST", `${path} holds neither a package.json nor a bootstrap script`, {
        hint: "name the files themselves",
      });
    }
  }
  return [...files].sort();
}

/** The strings of a JSON file, such as a state machine's, are scripts; everything else is one as it stands. */
function scriptOf(file: string, text: string): string {
  if (!file.endsWith(".json")) return text;
  try {
    JSON.parse(text);
  } catch (error) {
    throw new PinsError("BAD_MANIFEST", `${file} is not JSON: ${(error as Error).message}`, {
      hint: "mend the file",
      cause: error,
    });
  }
  // Line by line, so that a place in the script is the place in the file.
  return text
    .split("\n")
    .map((line) =>
      [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)]
        .map(([, inner]) => (JSON.parse(`"${inner ?? ""}"`) as string).replaceAll("\n", " ; "))
        .join(" ; "),
    )
    .join("\n");
}
