import { posix } from "node:path";

import { readShell, type ShellCommand } from "@alpha-engine/lint/shell";

import { LATER, NOT_MODULES, PROVIDED, READERS } from "./programs.ts";
import { moduleFiles, pythonText, settingsText, standInText, venvText } from "./stand-in-files.ts";
import type { Things } from "./things.ts";

/** A file that has to be on a machine. */
export interface MachineFile {
  readonly content: string;
  readonly mode?: string;
}

/** What scripts expect of the machine that they run on. */
export interface Expected {
  readonly files: Things<MachineFile>;
  /** Folders that git updates. */
  readonly checkouts: Things<null>;
  /** Programs that this machine does not have. */
  readonly programs: Things<null>;
}

/** Finds what a script expects: nothing of it is run. */
export function expectedBy(
  script: string,
  state: string,
  expected: Expected,
  isThere: (program: string) => boolean,
): void {
  const { commands, problems } = readShell(script);
  if (problems.length > 0) return;
  new Reader(state, expected, isThere, script).read(commands);
}

/** The folders of an instance that an image can put files into. */
const OWN = /^\/(?:home|var|tmp|opt|root|run|srv)\/./;

class Reader {
  readonly #state: string;
  readonly #expected: Expected;
  readonly #isThere: (program: string) => boolean;
  readonly #script: string;
  readonly #values = new Map<string, string>([["HOME", "/root"]]);
  readonly #made = new Set<string>();
  readonly #own = new Set<string>();
  #folder = "/usr/bin";
  #venv: string | undefined;

  constructor(state: string, expected: Expected, isThere: (program: string) => boolean, script: string) {
    this.#state = state;
    this.#expected = expected;
    this.#isThere = isThere;
    this.#script = script;
  }

  read(commands: readonly ShellCommand[]): void {
    for (const { inFunction } of commands) if (inFunction !== undefined) this.#own.add(inFunction);
    for (const command of commands) {
      for (const part of command.node.prefix)
        if (part.type === "Assignment" && part.value.type === "Word")
          this.#values.set(part.name, this.#filled(part.value.value));
      for (const layer of command.layers) this.#command(layer.map((word) => this.#filled(word)));
      for (const redirect of command.node.redirects) {
        if (redirect.type !== "Redirect") continue;
        const { operator, target } = redirect;
        const path = target === undefined ? undefined : this.#path(this.#filled(target.value));
        if (path === undefined) continue;
        if (operator === "<") this.#file(path, { content: `stand-in for ${path}\n` });
        else if (operator.startsWith(">")) this.#written(path);
      }
    }
  }

  #command([program = "", ...words]: readonly string[]): void {
    const name = posix.basename(program);
    if (name === "cd" || name === "pushd") this.#enter(words.find((word) => !word.startsWith("-")) ?? "~");
    else if (name === "export" || name === "declare") this.#assign(words);
    else if (name === "source" || program === ".") this.#source(words[0] ?? "");
    else if (name === "git") this.#git(words);
    else if (name === "mkdir") for (const word of words) this.#makes(word);
    else if (name === "tee") for (const word of words.filter((one) => !one.startsWith("-"))) this.#makes(word);
    else if (SHELLS.has(name)) this.#scriptIn(words, (path) => standInText(path));
    else if (PYTHON.test(name)) this.#python(program, words);
    else if (program.includes("/")) this.#program(program);
    else this.#named(name);
    if (READERS.has(name)) this.#readFiles(name, words);
  }

  #enter(word: string): void {
    const path = this.#path(word);
    if (path === undefined) return;
    this.#folder = path;
    this.#inside(path);
  }

  /** A folder is there by something that is in it. */
  #inside(path: string): void {
    if (OWN.test(path) && !this.#made.has(path)) this.#file(`${path}/.keep`, { content: "" });
  }

  #assign(words: readonly string[]): void {
    for (const word of words) {
      const [, name, value] = /^(\w+)=(.*)$/s.exec(word) ?? [];
      if (name !== undefined && value !== undefined) this.#values.set(name, value);
    }
  }

  #source(word: string): void {
    const path = this.#path(word);
    if (path === undefined || !OWN.test(path) || this.#made.has(path)) return;
    if (path.endsWith("/bin/activate")) {
      this.#venv = path.replace(/\/bin\/activate$/, "");
      this.#venvOf(this.#venv);
    } else this.#file(path, { content: settingsText(path, this.#script, new Set(this.#values.keys())) });
  }

  #venvOf(folder: string): void {
    this.#file(`${folder}/bin/activate`, { content: venvText(folder) });
    for (const program of ["python", "python3", "pip"]) {
      const path = `${folder}/bin/${program}`;
      this.#file(path, { content: standInText(path), mode: "0755" });
    }
  }

  #git(words: readonly string[]): void {
    let folder = this.#folder;
    let at = 0;
    for (; at < words.length && (words[at] ?? "").startsWith("-"); at += 1) {
      if (words[at] === "-C") folder = this.#path(words[(at += 1)] ?? "") ?? folder;
      else if (words[at] === "-c") at += 1;
    }
    const verb = words[at] ?? "";
    const rest = words.slice(at + 1).filter((word) => !word.startsWith("-"));
    if (verb === "clone") {
      const named = rest[1] ?? posix.basename(rest[0] ?? "").replace(/\.git$/, "");
      const path = this.#path(named);
      if (path !== undefined) {
        this.#made.add(path);
        this.#expected.checkouts.at(path, this.#state, () => null);
      }
    } else if (REMOTE.has(verb) && OWN.test(folder)) {
      this.#expected.checkouts.at(folder, this.#state, () => null);
      this.#inside(folder);
    }
  }

  #makes(word: string): void {
    const path = this.#path(word);
    if (path !== undefined && !word.startsWith("-")) this.#written(path);
  }

  #written(path: string): void {
    this.#made.add(path);
    const folder = posix.dirname(path);
    if (OWN.test(folder) && !THERE.has(folder)) this.#inside(folder);
  }

  /** The script that a shell or an interpreter is given. */
  #scriptIn(words: readonly string[], text: (path: string) => string): void {
    const at = words.findIndex((word) => !word.startsWith("-"));
    if (at < 0 || words.slice(0, at).some((word) => /^-\w*c$/.test(word))) return;
    const path = this.#path(words[at] ?? "");
    if (path !== undefined) this.#file(path, { content: text(path), mode: "0755" });
  }

  #python(program: string, words: readonly string[]): void {
    const path = program.includes("/") ? this.#path(program) : undefined;
    if (path !== undefined && OWN.test(path)) {
      this.#file(path, { content: standInText(path), mode: "0755" });
      return;
    }
    if (this.#venv !== undefined && !program.includes("/")) return;
    const at = words.indexOf("-m");
    if (at < 0) {
      this.#scriptIn(words, pythonText);
      return;
    }
    const name = words[at + 1] ?? "";
    if (NOT_MODULES.has(name.split(".")[0] ?? "") || !/^[A-Za-z_][\w.]*$/.test(name) || !OWN.test(this.#folder)) return;
    for (const [file, content] of moduleFiles(this.#folder, name)) this.#file(file, { content });
  }

  #program(program: string): void {
    const path = this.#path(program);
    if (path !== undefined) this.#file(path, { content: standInText(path), mode: "0755" });
  }

  #named(name: string): void {
    if (!/^[A-Za-z][\w.+-]*$/.test(name) || PROVIDED.has(name) || this.#own.has(name) || LATER.has(name)) return;
    if (this.#venv !== undefined && name.startsWith("pip")) return;
    if (!this.#isThere(name)) this.#expected.programs.at(name, this.#state, () => null);
  }

  #readFiles(name: string, words: readonly string[]): void {
    const operands = words.filter((word) => !word.startsWith("-"));
    const [from, target] = [operands.slice(0, COPIES.has(name) ? -1 : undefined), operands.at(-1)];
    for (const word of from) {
      const path = word.startsWith("/") || word.startsWith("~") ? this.#path(word) : undefined;
      if (path !== undefined && !path.endsWith("/")) this.#file(path, { content: `stand-in for ${path}\n` });
    }
    if (COPIES.has(name) && target !== undefined) this.#makes(target);
  }

  #file(path: string, file: MachineFile): void {
    if (!OWN.test(path) || this.#made.has(path) || /[*?[\]{}]/.test(path)) return;
    if ([...this.#made].some((made) => path.startsWith(`${made}/`))) return;
    this.#expected.files.at(path, this.#state, () => file);
  }

  /** With the variables whose values are seen. */
  #filled(word: string): string {
    return word.replaceAll(
      /\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g,
      (whole, braced?: string, other?: string, bare?: string) => {
        return this.#values.get(braced ?? bare ?? "") ?? other ?? whole;
      },
    );
  }

  /** A path that can be told; undefined for any other. */
  #path(word: string): string | undefined {
    if (word === "" || /[$`\n]/.test(word) || word.startsWith("s3:") || word.includes("://")) return undefined;
    const path = word.replace(/^~(?=\/|$)/, this.#values.get("HOME") ?? "/root");
    return posix.normalize(posix.resolve(this.#folder, path));
  }
}

const SHELLS = new Set(["bash", "sh"]);
const PYTHON = /^python(?:\d(?:\.\d+)?)?$/;
const REMOTE = new Set([
  "pull",
  "fetch",
  "checkout",
  "reset",
  "merge",
  "rebase",
  "remote",
  "submodule",
  "switch",
  "restore",
  "clean",
]);
const COPIES = new Set(["cp", "mv", "ln", "install"]);
/** Folders of every machine. */
const THERE = new Set(["/var/log", "/var/tmp", "/var/lib", "/var/run", "/var/cache", "/home/ec2-user"]);
