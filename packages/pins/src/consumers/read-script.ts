import { shellCommands } from "./shell-words.ts";
import type { Use } from "./use.ts";

/** Of each package manager, the words after which packages are named. */
const INSTALLERS: Readonly<Record<string, readonly string[]>> = {
  npm: ["i", "install", "add", "in", "ins", "isntall", "exec", "x", "update", "upgrade", "up"],
  pnpm: ["i", "install", "add", "dlx", "update", "upgrade", "up"],
  yarn: ["add", "dlx", "upgrade"],
  bun: ["i", "install", "add", "x"],
};
const RUNNERS = ["npx", "pnpx", "bunx", "pnx"];
/** Of a runner's words only the first names a package; the rest are the command's own. */
const RUNS_ONE = ["exec", "x", "dlx"];
const TAKES_A_VALUE = [
  "--registry",
  "--prefix",
  "-C",
  "--dir",
  "--cwd",
  "--tag",
  "--cache",
  "--userconfig",
  "--loglevel",
];
const PREFIXES = [
  "sudo",
  "env",
  "command",
  "exec",
  "time",
  "nohup",
  "if",
  "then",
  "else",
  "do",
  "!",
  "RUN",
  "run:",
  "-",
  "{",
  "eval",
];

/** Every place where a script installs or runs a package that `isOurs`, or fetches one from the web. */
export function readScript(
  text: string,
  isOurs: (name: string) => boolean,
  scope: string,
  firstLine = 1,
): readonly Use[] {
  const variables = new Map<string, string>();
  const uses: Use[] = [];
  for (const { words: all, line } of shellCommands(text)) {
    const words = afterPrefixes(all, variables);
    for (const word of [...installed(words), ...fetched(words)]) {
      const { text: resolved, doubt } = resolve(word, variables);
      const use = useOf(resolved, isOurs, scope);
      if (use !== undefined)
        uses.push({ ...use, line: line + firstLine - 1, ...(doubt === undefined ? {} : { doubt }) });
    }
  }
  return uses;
}

/** Leaves out `sudo`, `FOO=bar` and the like, and keeps assignments in mind. */
function afterPrefixes(words: readonly string[], variables: Map<string, string>): readonly string[] {
  let index = 0;
  for (; index < words.length; index += 1) {
    const word = words[index] ?? "";
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/.exec(word) ?? [];
    if (name !== undefined && value !== undefined) variables.set(name, value);
    else if (
      !PREFIXES.includes(word) &&
      !["export", "readonly", "local", "declare", "ARG", "ENV"].includes(word) &&
      !word.startsWith("-")
    )
      break;
  }
  return words.slice(index);
}

function installed(words: readonly string[]): readonly string[] {
  const [first = "", ...rest] = words;
  const manager = first.split("/").at(-1) ?? "";
  if (RUNNERS.includes(manager)) return named(rest, true);
  const verbs = INSTALLERS[manager];
  const verb = rest.findIndex((word) => verbs?.includes(word) === true);
  if (verbs === undefined || verb < 0) return [];
  return named(rest.slice(verb + 1), RUNS_ONE.includes(rest[verb] ?? ""));
}

function named(words: readonly string[], onlyFirst: boolean): readonly string[] {
  const packages: string[] = [];
  let given = false;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? "";
    if (word === "--") {
      if (onlyFirst && (given || packages.length > 0)) break;
    } else if (word === "-p" || word === "--package") {
      packages.push(words[(index += 1)] ?? "");
      given = true;
    } else if (word.startsWith("--package=")) {
      packages.push(word.slice("--package=".length));
      given = true;
    } else if (TAKES_A_VALUE.includes(word)) index += 1;
    else if (word.startsWith("-")) continue;
    else if (onlyFirst) {
      if (!given) packages.push(word);
      break;
    } else packages.push(word);
  }
  return packages;
}

function fetched(words: readonly string[]): readonly string[] {
  return ["curl", "wget"].includes(words[0]?.split("/").at(-1) ?? "")
    ? words.filter((word) => /^https?:\/\//.test(word))
    : [];
}

/** Puts in what the script itself assigned before; what it does not say stays as it is. */
function resolve(word: string, variables: ReadonlyMap<string, string>, depth = 0): { text: string; doubt?: string } {
  let doubt: string | undefined;
  const text = word.replaceAll(
    /\$(?:\{(\w+)(?::?[-=]([^}]*))?\}|(\w+))/g,
    (whole, braced?: string, fallback?: string, bare?: string) => {
      const name = braced ?? bare ?? "";
      const value = variables.get(name);
      const inner = value === undefined || depth > 8 ? undefined : resolve(value, variables, depth + 1);
      if (inner !== undefined) {
        doubt ??= inner.doubt;
        return inner.text;
      }
      doubt ??= fallback === undefined ? `$${name} is not set in this file` : `the caller may set $${name}`;
      return fallback ?? whole;
    },
  );
  return { text, ...(doubt === undefined ? {} : { doubt }) };
}

function useOf(word: string, isOurs: (name: string) => boolean, scope: string): Omit<Use, "line"> | undefined {
  if (/^(?:https?|git|git\+\w+|github|gitlab):/.test(word)) return addressUse(word, isOurs, scope);
  const [, name = "", spec = ""] = /^(?:(?:@[^/@]+\/)?[^@]+@npm:)?((?:@[^/@]+\/)?[^@/]+)(?:@(.*))?$/.exec(word) ?? [];
  return isOurs(name) ? { name, spec } : undefined;
}

/** A tarball of the registry, a file of a release, a page of a content network, or a git repository. */
function addressUse(address: string, isOurs: (name: string) => boolean, scope: string): Omit<Use, "line"> | undefined {
  const text = decodeURIComponent(address.replaceAll(/%(?![\da-fA-F]{2})/g, "%25"));
  const [, name = "", after = ""] = /(@[\w.-]+\/[\w.-]+)(.*)$/.exec(text) ?? [];
  if (name !== "" && isOurs(name)) {
    const [, tarball] = /^\/-\/.*?-(\d+\.\d+\.\d+.*)\.tgz/.exec(after) ?? [];
    const [, at] = /^@([^/?#]+)/.exec(after) ?? [];
    return { name, spec: tarball ?? at ?? "" };
  }
  const code = /^git|\.git(?:#|$)|^git(?:hub|lab):|\/(?:releases|archive|tarball)\/|\.tgz$/.test(text);
  if (!code || !new RegExp(`[/:]${scope.replace(/^@/, "")}`).test(text)) return undefined;
  return { name: address, spec: address };
}
