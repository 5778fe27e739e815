import { dirname, resolve } from "node:path";

import { foldersOf, namesIn, programsNamed, type Surroundings } from "./behind-shims.ts";
import { needsOf } from "./needs.ts";

/** A program of this machine that instances have as well. */
export interface HostProgram {
  readonly path: string;
  /** What its Python is to find modules in. */
  readonly modules?: string;
}

export interface HostPrograms {
  readonly aws?: HostProgram;
  /** Pythons and their pips by name, where that is not the one of /usr that every instance sees. */
  readonly pythons: Readonly<Record<string, HostProgram>>;
  /** Folders and files of this machine that they are made of and that an instance does not see by itself. */
  readonly needs: readonly string[];
}

const PYTHON = /^(?:python|pip)(?:\d(?:\.\d+)?)?$/;
/** What every instance sees of this machine. */
const SEEN = /^\/(?:usr|etc|bin|sbin|lib|lib32|lib64|libx32)\//;

const known = new Map<string, HostPrograms>();

/** What this process would start by these names, found once. */
export function hostPrograms(around: Surroundings = { env: process.env, cwd: process.cwd() }): HostPrograms {
  const { PATH, HOME, PYENV_VERSION } = around.env;
  const key = [PATH, HOME, PYENV_VERSION, around.cwd].join("\n");
  const found = known.get(key) ?? find(around);
  known.set(key, found);
  return found;
}

function find(around: Surroundings): HostPrograms {
  const aws = programsNamed("aws", around)[0];
  const names = new Set(foldersOf(around).flatMap((folder) => namesIn(folder)));
  const pythons = [...names]
    .filter((name) => PYTHON.test(name))
    .flatMap((name) => {
      const file = programsNamed(name, around)[0];
      return file === undefined || SEEN.test(file) ? [] : [[name, file] as const];
    });
  const made = new Map(
    [...pythons.map(([, file]) => file), ...(aws === undefined ? [] : [aws])].map((file) => [
      file,
      needsOf(file, around),
    ]),
  );
  const program = (file: string): HostProgram => {
    const modules = made.get(file)?.modules;
    return { path: file, ...(modules !== undefined && { modules }) };
  };
  return {
    ...(aws !== undefined && { aws: program(aws) }),
    pythons: Object.fromEntries(pythons.map(([name, file]) => [name, program(file)])),
    needs: outermost(
      [...made.values()].flatMap(({ paths }) => paths).map((path) => resolve(path)),
      around,
    ),
  };
}

/** Without what lies in another one, and without what would show an instance more than a program. */
function outermost(paths: readonly string[], { env, cwd }: Surroundings): readonly string[] {
  const isAbove = (folder: string, path: string): boolean => `${path}/`.startsWith(folder === "/" ? "/" : `${folder}/`);
  const wide = [env["HOME"] ?? "/", cwd];
  const asked = [...new Set(paths.map(ofPyenv))].filter(
    // A colon or a comma ends a word of a mount's options.
    (path) =>
      !SEEN.test(path) && dirname(path) !== "/" && !/[:,\\]/.test(path) && !wide.some((each) => isAbove(path, each)),
  );
  return asked.filter((path) => !asked.some((other) => other !== path && isAbove(other, path))).toSorted();
}

/** All versions of pyenv lie side by side: one mount. */
function ofPyenv(path: string): string {
  return /^(.+\/versions)\/[^/]+$/.exec(path)?.[1] ?? path;
}
