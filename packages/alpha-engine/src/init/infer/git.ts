import { posix } from "node:path";

/** What a call of git says of the repository that it is about. */
export interface GitUse {
  readonly verb: string;
  /** `-C`, where it is given. */
  readonly folder: string | undefined;
  readonly url: string | undefined;
  readonly branch: string | undefined;
  /** Where `clone` puts it. */
  readonly target: string | undefined;
  /** The folder that `safe.directory` names. */
  readonly trusted: string | undefined;
}

/** Reads the words behind `git`. */
export function gitUse(words: readonly string[]): GitUse {
  let folder: string | undefined;
  let trusted: string | undefined;
  let at = 0;
  for (; at < words.length && (words[at] ?? "").startsWith("-"); at += 1) {
    if (words[at] === "-C") folder = words[(at += 1)];
    else if (words[at] === "-c") trusted = /^safe\.directory=(.+)$/.exec(words[(at += 1)] ?? "")?.[1] ?? trusted;
  }
  const verb = words[at] ?? "";
  const { operands, named } = parted(words.slice(at + 1));
  const use = { verb, folder, trusted, url: operands.find(isUrl), branch: named, target: undefined };
  const [first = "", second] = operands;
  switch (verb) {
    case "clone":
      return { ...use, target: second ?? posix.basename(first.replace(/:(?=[^/]*$)/, "/")).replace(/\.git$/, "") };
    case "config":
      return { ...use, trusted: first === "safe.directory" ? second : trusted };
    case "pull":
    case "fetch":
      return { ...use, branch: branchIn(second) };
    case "reset":
    case "merge":
    case "rebase":
      return { ...use, branch: /^origin\/(.+)$/.exec(first)?.[1] };
    case "checkout":
    case "switch":
      return { ...use, branch: named ?? (words.includes("--") ? undefined : branchIn(first)) };
    default:
      return use;
  }
}

const VALUED = /^(?:-b|-B|-c|-C|--branch|--depth|-o|--origin|-X|-s|-j|--jobs|--reference|--filter)$/;

/** The operands, and the branch that an option names. */
function parted(words: readonly string[]): {
  readonly operands: readonly string[];
  readonly named: string | undefined;
} {
  const operands: string[] = [];
  let named: string | undefined;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (!word.startsWith("-")) operands.push(word);
    else if (VALUED.test(word)) {
      at += 1;
      if (/^(?:-[bBcC]|--branch)$/.test(word)) named = branchIn(words[at]) ?? named;
    } else named = branchIn(/^--branch=(.+)$/.exec(word)?.[1]) ?? named;
  }
  return { operands, named };
}

/** `main` and `+main:refs/…` name a branch; a path, a commit or what only the run knows does not. */
function branchIn(word: string | undefined): string | undefined {
  const name = word
    ?.replace(/^\+?(?:refs\/heads\/)?/, "")
    .replace(/:.*$/, "")
    .replace(/^origin\//, "");
  return name !== undefined &&
    /^[A-Za-z][\w.-]*(?:\/[\w.-]+)*$/.test(name) &&
    !/^(?:HEAD|FETCH_HEAD|[\da-f]{40})$/.test(name)
    ? name
    : undefined;
}

function isUrl(word: string): boolean {
  return /^(?:https?|ssh|git):\/\/.|^[\w.-]+@[\w.-]+:./.test(word);
}

/** A URL without who asks; undefined where only the run knows it. */
export function plainUrl(url: string | undefined): string | undefined {
  const plain = url?.replace(/^(https?:\/\/)[^/@]*@/, "$1");
  return plain === undefined || /[$`]/.test(plain) ? undefined : plain;
}
