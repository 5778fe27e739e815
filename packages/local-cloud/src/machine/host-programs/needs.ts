import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

import { programsNamed, scriptText, type Surroundings } from "./behind-shims.ts";

export interface Needs {
  /** Folders and files without which it does not run, by each name that leads to them. */
  readonly paths: readonly string[];
  /** Where Python finds what was installed for one person, who is somebody else on an instance. */
  readonly modules?: string;
}

/** What a program of this machine is made of, found by reading it. */
export function needsOf(file: string, around: Surroundings): Needs {
  const real = realpathSync(file);
  const text = scriptText(real);
  if (text === undefined) return { paths: isPython(real) ? interpreterNeeds(file) : programNeeds(file, real) };
  const interpreter = interpreterOf(text, around);
  if (interpreter === undefined || !isPython(interpreter)) return { paths: hops(file) };
  const modules = modulesBeside(real, interpreter);
  const paths = [...hops(file), ...interpreterNeeds(interpreter), ...(modules === undefined ? [] : [modules])];
  return { paths, ...(modules !== undefined && { modules }) };
}

const isPython = (file: string): boolean => /^(?:python|pypy)[\d.]*$/.test(basename(file));

/** A program that carries its libraries beside it, as the AWS CLI 2 does in its folder `dist`, needs that folder. */
function programNeeds(file: string, real: string): readonly string[] {
  return basename(dirname(real)) === "bin" ? hops(file) : [...hops(file), dirname(real)];
}

/** What is behind `#!`, also by way of env or of the shell that pip writes where a path is too long for the kernel. */
function interpreterOf(text: string, around: Surroundings): string | undefined {
  const [first = "", second = ""] = text.split("\n");
  const behindShell = /^'''exec' "?([^"\s]+)/.exec(second)?.[1];
  if (behindShell !== undefined) return behindShell;
  const [program = "", ...words] = first.slice(2).trim().split(/\s+/);
  if (basename(program) !== "env") return existsSync(program) ? program : undefined;
  return programsNamed(words.find((word) => !word.startsWith("-")) ?? "", around)[0];
}

/** Its environment, if it is of one, and where its own library lies: a relocated Python finds nothing by itself. */
function interpreterNeeds(interpreter: string): readonly string[] {
  const home = dirname(dirname(realpathSync(interpreter)));
  return hops(interpreter).flatMap((hop) => {
    const prefix = dirname(dirname(hop));
    const settings = join(prefix, "pyvenv.cfg");
    if (existsSync(settings)) {
      const base = /^home\s*=\s*(.+)$/m.exec(readFileSync(settings, "utf8"))?.[1]?.trim();
      return base === undefined || !existsSync(base) ? [prefix] : [prefix, dirname(base)];
    }
    return existsSync(prefix) && realpathSync(prefix) === home ? [prefix] : [hop];
  });
}

/** The site-packages beside a script that was installed elsewhere than its Python, `pip install --user` for one. */
function modulesBeside(script: string, interpreter: string): string | undefined {
  const prefix = dirname(dirname(script));
  if (interpreterNeeds(interpreter).includes(prefix)) return undefined;
  const version = basename(realpathSync(interpreter));
  const lib = join(prefix, "lib");
  const folders = existsSync(lib) ? readdirSync(lib).filter((name) => name.startsWith("python3")) : [];
  const folder = folders.find((name) => name === version) ?? folders[0];
  const modules = folder === undefined ? undefined : join(lib, folder, "site-packages");
  return modules !== undefined && existsSync(modules) ? modules : undefined;
}

/** The path itself, what each link on the way says, and where it ends. */
function hops(path: string): readonly string[] {
  const found = [path];
  for (let at = path; found.length < 40;) {
    let target: string;
    try {
      target = readlinkSync(at);
    } catch {
      break;
    }
    at = resolve(dirname(at), target);
    found.push(at);
  }
  return [...new Set([...found, realpathSync(path)])];
}
