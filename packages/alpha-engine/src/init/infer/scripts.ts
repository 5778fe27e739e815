import { posix } from "node:path";

import { handedOn, readShell, type ShellCommand } from "@alpha-engine/lint/shell";

import type { Host } from "../host.ts";
import { repositoryAround, useRepository } from "./checkouts.ts";
import type { Expected, MachineFile } from "./expected.ts";
import { gitUse, plainUrl } from "./git.ts";
import { LATER, NOT_MODULES, PROVIDED, READERS } from "./programs.ts";
import { moduleFiles, pythonText, settingsText, standInText, venvText } from "./stand-in-files.ts";
import { ranAs } from "./users.ts";

/** Finds what a script expects: nothing of it is run. */
export function expectedBy(script: string, state: string, expected: Expected, host: Host): void {
  const shell = readShell(script);
  if (shell.problems.length === 0) new Reader(state, expected, host, script).read(shell.commands);
}

/** What is a machine's own, and what no image puts files into. */
const NEVER = /^\/(?:dev|proc|sys)(?:\/|$)|^\/(?:home|var|tmp|opt|root|run|srv)?\/?$/;
/** What this machine has is there on its instances too. */
const LAYERED = /^\/(?:usr|etc|bin|sbin|lib\w*)\//;

class Reader {
  readonly #state: string;
  readonly #expected: Expected;
  readonly #host: Host;
  readonly #script: string;
  readonly #values = new Map<string, string>([["HOME", "/root"]]);
  readonly #made = new Set<string>();
  readonly #own = new Set<string>();
  readonly #trusted = new Set<string>();
  readonly #read = new Set<string>();
  #folder = START;
  #user = "root";
  #venv: string | undefined;

  constructor(state: string, expected: Expected, host: Host, script: string) {
    this.#state = state;
    this.#expected = expected;
    this.#host = host;
    this.#script = script;
  }

  read(commands: readonly ShellCommand[]): void {
    for (const { inFunction } of commands) if (inFunction !== undefined) this.#own.add(inFunction);
    for (const command of commands) {
      for (const part of command.node.prefix)
        if (part.type === "Assignment" && part.value.type === "Word")
          this.#values.set(part.name, this.#filled(part.value.value));
      this.#layers(command);
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

  /** What a command starts, as whoever it is started as. */
  #layers(command: ShellCommand): void {
    const outer = { user: this.#user, folder: this.#folder, home: this.#values.get("HOME") ?? "/root" };
    const layers = command.layers.map((layer) => this.#words(layer));
    for (const layer of layers) {
      const { user, isLogin } = ranAs(layer) ?? { user: this.#user, isLogin: false };
      this.#user = user;
      if (isLogin) this.#values.set("HOME", user === "root" ? "/root" : `/home/${user}`);
      if (isLogin) this.#folder = this.#values.get("HOME") ?? "/";
      this.#command(layer);
    }
    const isOther = this.#user !== outer.user || layers.length > 1;
    for (const { commands, problems } of handedOn(command)) if (problems.length === 0) this.#nested(commands);
    this.#user = outer.user;
    // What another process enters is left with it.
    if (isOther) [this.#folder] = [outer.folder, this.#values.set("HOME", outer.home)];
  }

  /** A program that a variable names may come with its first words, as in `SSH="ssh -i key"`. */
  #words([program = "", ...rest]: readonly string[]): readonly string[] {
    const named = this.#filled(program);
    return [...(program.startsWith("$") ? named.split(/\s+/) : [named]), ...rest.map((word) => this.#filled(word))];
  }

  #nested(commands: readonly ShellCommand[]): void {
    const [folder, venv] = [this.#folder, this.#venv];
    this.read(commands);
    [this.#folder, this.#venv] = [folder, venv];
  }

  #command([program = "", ...words]: readonly string[]): void {
    const name = posix.basename(program);
    if (name === "cd" || name === "pushd") this.#enter(words.find((word) => !word.startsWith("-")) ?? "~");
    else if (name === "export" || name === "declare") this.#assign(words);
    else if (name === "source" || program === ".") this.#source(words[0] ?? "");
    else if (name === "git") this.#git(words);
    else if (name === "chown") this.#gives(words);
    else if (name === "aws") this.#asksAws(words);
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
    if (!this.#made.has(path) && this.#expected.repositories.get(path) === undefined)
      this.#file(`${path}/.keep`, { content: "" });
  }

  #assign(words: readonly string[]): void {
    for (const word of words) {
      const [, name, value] = /^(\w+)=(.*)$/s.exec(word) ?? [];
      if (name !== undefined && value !== undefined) this.#values.set(name, value);
    }
  }

  #source(word: string): void {
    const path = this.#path(word);
    if (path === undefined || this.#made.has(path)) return;
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
    const use = gitUse(words);
    const folder = use.folder === undefined ? this.#folder : (this.#path(use.folder) ?? "");
    const trusted = use.trusted === undefined ? undefined : this.#path(use.trusted);
    const { repositories } = this.#expected;
    const known = trusted === undefined ? undefined : repositories.get(trusted);
    if (known !== undefined) known.isTrusted = true;
    else if (trusted !== undefined) this.#trusted.add(trusted);
    if (use.verb !== "clone" && !REMOTE.has(use.verb)) return;
    const path = use.verb === "clone" ? this.#path(use.target ?? "") : folder;
    if (path === undefined || NEVER.test(path) || LAYERED.test(path)) return;
    if (use.verb === "clone" && plainUrl(use.url) === undefined) {
      this.#made.add(path);
      return;
    }
    useRepository(repositories, { path, state: this.#state, user: this.#user, use });
    const repository = repositories.get(path);
    if (repository !== undefined && this.#trusted.has(path)) repository.isTrusted = true;
  }

  #asksAws(words: readonly string[]): void {
    this.#expected.calls.push({ state: this.#state, words });
    // What is fetched is there from then on.
    const to = words.indexOf("s3") >= 0 ? words.filter((word) => !word.startsWith("-")).at(-1) : undefined;
    if (to !== undefined && /^[~./\w-]*[/.][~./\w-]*$/.test(to)) this.#makes(to);
  }

  #gives(words: readonly string[]): void {
    const [owner = "", ...paths] = words.filter((word) => !word.startsWith("-"));
    const user = owner.split(":")[0] ?? "";
    if (!/^[a-z_][\w-]*$/.test(user)) return;
    for (const path of paths.flatMap((word) => this.#path(word) ?? [])) this.#expected.owners.set(path, user);
  }

  #makes(word: string): void {
    const path = this.#path(word);
    if (path !== undefined && !word.startsWith("-")) this.#written(path);
  }

  #written(path: string): void {
    this.#made.add(path);
    const folder = posix.dirname(path);
    if (!THERE.has(folder)) this.#inside(folder);
  }

  /** The script that a shell or an interpreter is given. */
  #scriptIn(words: readonly string[], text: (path: string) => string): void {
    const at = words.findIndex((word) => !word.startsWith("-"));
    if (at < 0 || words.slice(0, at).some((word) => /^-\w*c$/.test(word))) return;
    const path = this.#path(words[at] ?? "");
    if (path === undefined) return;
    this.#file(path, { content: text(path), mode: "0755" });
    this.#goInto(path);
  }

  /** A script that lies in a repository of this machine is read as well. */
  #goInto(path: string): void {
    const around = repositoryAround(this.#expected.repositories, path);
    if (around === undefined || this.#read.has(path)) return;
    const url = this.#expected.repositories.get(around)?.url;
    const text = this.#host.repository(posix.basename(around), url)?.textOf(path.slice(around.length + 1));
    if (text === undefined || !(/\.(?:ba)?sh$/.test(path) || /^#!.*sh\b/.test(text))) return;
    this.#read.add(path);
    const { commands, problems } = readShell(text);
    if (problems.length === 0) this.#nested(commands);
  }

  #python(program: string, words: readonly string[]): void {
    const path = program.includes("/") ? this.#path(program) : undefined;
    if (path !== undefined && !LAYERED.test(path)) {
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
    if (
      NOT_MODULES.has(name.split(".")[0] ?? "") ||
      !/^[A-Za-z_][\w.]*$/.test(name) ||
      LAYERED.test(`${this.#folder}/`)
    )
      return;
    for (const [file, content] of moduleFiles(this.#folder, name)) this.#file(file, { content });
  }

  #program(program: string): void {
    const path = this.#path(program);
    if (path === undefined) return;
    this.#file(path, { content: standInText(path), mode: "0755" });
    this.#goInto(path);
  }

  #named(name: string): void {
    if (!/^[A-Za-z][\w.+-]*$/.test(name) || PROVIDED.has(name) || this.#own.has(name) || LATER.has(name)) return;
    if (this.#venv !== undefined && name.startsWith("pip")) return;
    if (!this.#host.hasProgram(name)) this.#expected.programs.at(name, this.#state, () => null);
  }

  #readFiles(name: string, words: readonly string[]): void {
    const operands = words.filter((word) => !word.startsWith("-"));
    const [from, target] = [operands.slice(0, COPIES.has(name) ? -1 : undefined), operands.at(-1)];
    for (const word of from) {
      // A number belongs to an option; where nothing was entered, a name alone may be anything.
      const isFile = /^[/~]/.test(word) || (this.#folder !== START && /^[\w.-]*[a-z_][\w./-]*$/i.test(word));
      const path = isFile ? this.#path(word) : undefined;
      if (path !== undefined && !path.endsWith("/")) this.#file(path, { content: `stand-in for ${path}\n` });
    }
    if (COPIES.has(name) && target !== undefined) this.#makes(target);
  }

  #file(path: string, file: MachineFile): void {
    if (NEVER.test(path) || this.#made.has(path) || /[*?[\]{}]/.test(path)) return;
    if (LAYERED.test(path) && this.#host.hasFile(path.replace(/\/\.keep$/, ""))) return;
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

/** Where the agent runs scripts. */
const START = "/usr/bin";
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
