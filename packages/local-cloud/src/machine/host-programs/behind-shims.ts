import { execFileSync } from "node:child_process";
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  statSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

/** What of this process's surroundings says which programs it has. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/**
 * The executable files of this name, in the order of the PATH. What a manager of versions has put there only to find another
 * one is replaced by that one, or left out where it leads nowhere.
 */
export function programsNamed(name: string, around: Surroundings): readonly string[] {
  const files = foldersOf(around)
    .map((folder) => join(folder, name))
    .filter((file) => isExecutable(file));
  const chosen = behind(files, name, around, chosenByPyenv);
  return chosen.length > 0 ? chosen : behind(files, name, around, anyOfPyenv);
}

/** The folders of the PATH, without those that depend on where one is. */
export function foldersOf({ env }: Surroundings): readonly string[] {
  return [...new Set((env["PATH"] ?? "").split(":"))].filter((folder) => folder.startsWith("/"));
}

/** The beginning of a file that a program of the kernel's choice is to read; `undefined` of one that runs itself. */
export function scriptText(file: string): string | undefined {
  const head = Buffer.alloc(4096);
  const opened = openSync(file, "r");
  try {
    readSync(opened, head);
  } finally {
    closeSync(opened);
  }
  const text = head.toString("latin1");
  return text.startsWith("#!") ? text.replace(/\0+$/, "") : undefined;
}

type PyenvChoice = (root: string, name: string, around: Surroundings) => string | undefined;

function behind(files: readonly string[], name: string, around: Surroundings, pyenv: PyenvChoice): readonly string[] {
  return files.flatMap((file) => {
    const real = realpathSync(file);
    const text = scriptText(real);
    // What these leave in a folder of shims: https://github.com/pyenv/pyenv, asdf-vm/asdf, jdx/mise, 2026.
    const root = text === undefined ? undefined : /PYENV_ROOT="([^"]+)"/.exec(text)?.[1];
    if (root !== undefined) return pyenv(root, name, around) ?? [];
    if (basename(real) === "mise" && name !== "mise") return asked(real, name, around);
    if (text !== undefined && /\basdf exec\b/.test(text)) return asked("asdf", name, around);
    // A snap is started by a service of this machine, which instances do not have.
    return basename(real) === "snap" && name !== "snap" ? [] : [file];
  });
}

/** The version that is chosen here, by the environment, a folder above or for everything (pyenv-version-name, 2.4, 2024). */
function chosenByPyenv(root: string, name: string, { env, cwd }: Surroundings): string | undefined {
  const chosen = env["PYENV_VERSION"] ?? textAbove(cwd, ".python-version") ?? textOf(join(root, "version")) ?? "system";
  for (const version of chosen.split(/[\s:]+/).filter(Boolean)) {
    // The next one on the PATH.
    if (version === "system") return undefined;
    const [newest] = installed(root).filter((each) => each === version || each.startsWith(`${version}.`));
    const file = join(root, "versions", newest ?? version, "bin", name);
    if (isExecutable(file)) return file;
  }
  return undefined;
}

/** The newest that has it: what a script asks for by its number need not be what is chosen for everything. */
function anyOfPyenv(root: string, name: string): string | undefined {
  return installed(root)
    .map((version) => join(root, "versions", version, "bin", name))
    .find((file) => isExecutable(file));
}

function installed(root: string): readonly string[] {
  return namesIn(join(root, "versions")).toSorted((one, other) => numbers.compare(other, one));
}

const numbers = new Intl.Collator("en", { numeric: true });

function asked(manager: string, name: string, { env, cwd }: Surroundings): readonly string[] {
  try {
    const said = execFileSync(manager, ["which", name], {
      env,
      cwd,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return isExecutable(said.trim()) ? [said.trim()] : [];
  } catch {
    return [];
  }
}

function textAbove(folder: string, name: string): string | undefined {
  const text = textOf(join(folder, name));
  return text !== undefined || folder === "/" ? text : textAbove(dirname(folder), name);
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** What this person may not look into he does not have. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK | constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** None of a folder that is missing, or that this person may not look into. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
