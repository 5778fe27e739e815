import { findReal } from "./real-program.ts";

/**
 * This machine's git, with a configuration in place of the machine's own that leads the known URLs to folders and
 * lets no other protocol through. A token in a URL is left out: it is neither needed nor kept.
 */
export function gitScript(config: string): string {
  return `#!/bin/sh
${findReal("git")}
export GIT_CONFIG_SYSTEM=${config} GIT_TERMINAL_PROMPT=0
left=$#
while [ "$left" -gt 0 ]; do
  word=$1; shift
  case $word in
    https://*@*/*) host=\${word#https://}; case \${host%%/*} in *@*) word=https://\${host#*@} ;; esac ;;
  esac
  set -- "$@" "$word"
  left=$((left - 1))
done
exec "$real" "$@"
`;
}

/** `insteadOf` for each way in which a repository's URL is written; the longest that fits is git's choice. */
export function gitConfig(repositories: readonly (readonly [url: string, path: string])[]): string {
  const sections = repositories.map(([url, path]) => {
    const lines = spellings(url).map((spelling) => `\tinsteadOf = ${quoted(spelling)}\n`);
    return `[url ${quoted(`file://${path}`)}]\n${lines.join("")}`;
  });
  const rules = '[protocol]\n\tallow = never\n[protocol "file"]\n\tallow = always\n[safe]\n';
  // They are nobody's of the instance; whose a clone is counts (safe.directory, git-config(1), 2.39, 2022).
  const safe = repositories.flatMap(([, path]) => [path, `${path}/.git`]);
  return `${rules}${safe.map((path) => `\tdirectory = ${quoted(path)}\n`).join("")}${sections.join("")}`;
}

/** `https://github.com/org/repo` is also `git@github.com:org/repo` and `ssh://git@github.com/org/repo`, each with .git. */
function spellings(url: string): readonly string[] {
  const [, host, path] = /^https:\/\/([^/]+)\/(.+?)(?:\.git)?\/?$/.exec(url) ?? [];
  if (host === undefined || path === undefined) return [url];
  const bases = [`https://${host}/${path}`, `git@${host}:${path}`, `ssh://git@${host}/${path}`];
  return bases.flatMap((base) => [`${base}.git`, base]);
}

function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
