import type { Rule } from "../../rule/rule.ts";
import { isWork } from "../../rule/work.ts";
import { baseName, type Shell } from "../../shell/script.ts";

export const rule: Rule = {
  id: "shell-source-unexported",
  severity: "warning",
  preset: "recommended",
  what: "A file of settings is sourced without set -a, and a program is started that needs them.",
  why: "Sourced assignments stay in the shell: the program sees none of the credentials and settings.",
  mend: "set -a && source FILE && set +a",
  known: "2026-04-02",
  *check({ scripts }) {
    for (const { state, pointer, shell } of scripts)
      for (const file of unexported(shell))
        yield {
          message: `${file} is sourced without set -a: its variables do not reach what is started`,
          state,
          pointer,
        };
  },
};

function unexported(shell: Shell): readonly string[] {
  const found: string[] = [];
  let exports = false;
  let waiting: string[] = [];
  for (const command of shell.commands) {
    const [name = "", ...words] = command.argv;
    if (name === "set")
      exports =
        words.some((word) => /^-\w*a/.test(word) || word === "allexport") ||
        (exports && !words.some((word) => /^\+\w*a/.test(word)));
    else if (name === "export") waiting = [];
    else if (name === "source" || name === ".") {
      const file = words[0] ?? "";
      // An activate script of an environment exports what it sets.
      if (!exports && /env/i.test(baseName(file)) && !file.includes("/bin/")) waiting.push(file);
    } else if (isWork(command)) found.push(...waiting.splice(0));
  }
  return found;
}
