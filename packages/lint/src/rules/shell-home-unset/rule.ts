import type { Rule } from "../../rule/rule.ts";
import { isWork } from "../../rule/work.ts";
import { baseName } from "../../shell/script.ts";

export const rule: Rule = {
  id: "shell-home-unset",
  severity: "warning",
  preset: "recommended",
  what: "A script starts a program, or uses $HOME or ~, without setting HOME.",
  why: "The agent gives a script no HOME: under set -u the launcher stops with HOME: unbound variable, and git and pip have no settings.",
  mend: "export HOME=/home/<user> at the top.",
  known: "2026-04-04",
  *check({ scripts }) {
    for (const { state, pointer, shell } of scripts) {
      const set = shell.commands.find(({ node }) =>
        [...node.prefix, ...node.suffix].some((part) => part.type === "Assignment" && part.name === "HOME"),
      );
      const needs = shell.commands.find(
        (command) =>
          startsLauncher(command) ||
          (/\$\{?HOME\b|(?:^|\s)~\//.test(command.node.args.map((word) => word.text).join(" ")) &&
            !command.isSubstituted),
      );
      if (needs === undefined || (set !== undefined && set.line <= needs.line)) continue;
      yield {
        message: `line ${needs.line} starts ${needs.argv.slice(0, 2).join(" ").slice(0, 60)} without HOME`,
        state,
        pointer,
      };
    }
  },
};

/** A shell script: what it starts in turn, and whether under set -u, cannot be seen from here. */
function startsLauncher({ layers }: Parameters<typeof isWork>[0]): boolean {
  const index = layers.findIndex(
    ([name = "", first = ""]) => /^(?:\S*\/)?(?:ba)?sh$/.test(name) && first.endsWith(".sh"),
  );
  return index >= 0 && !layers.slice(0, index).some((layer, at) => givesHome(layer, layers[at + 1]?.length ?? 0));
}

/** `sudo -H`, `sudo -i`, `su`, `env HOME=…`: what they start has a HOME. */
function givesHome(layer: readonly string[], inner: number): boolean {
  const [name = "", ...words] = layer.slice(0, layer.length - inner);
  const has = (letters: RegExp, ...long: readonly string[]): boolean =>
    words.some((word) => letters.test(word) || long.includes(word) || word.startsWith("HOME="));
  switch (baseName(name)) {
    case "sudo":
      return has(/^-[A-Za-z]*[Hi]/, "--set-home", "--login");
    case "env":
      return has(/^HOME=/);
    case "su":
      return !has(/^-[A-Za-z]*[mp]/, "--preserve-environment");
    case "runuser":
      return has(/^-(?:[A-Za-z]*l)?$/, "--login");
    default:
      return false;
  }
}
