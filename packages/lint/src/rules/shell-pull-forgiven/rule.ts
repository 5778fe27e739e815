import { isUpdate } from "../../rule/checkouts.ts";
import type { Rule } from "../../rule/rule.ts";
import { isWork } from "../../rule/work.ts";
import { withNested } from "../../shell/nested.ts";
import { hasOption, optionsFor } from "../../shell/options.ts";
import type { Shell, ShellCommand } from "../../shell/script.ts";

export const rule: Rule = {
  id: "shell-pull-forgiven",
  severity: "warning",
  preset: "recommended",
  what: "A checkout is brought up to date, the script goes on when that fails, and then runs from it.",
  why: "It runs whatever was there before, and says that all went well: the fix that was merged is not in it.",
  mend: "set -e in front and nothing behind the pull that forgives it; git fetch and git reset --hard where local changes are in its way.",
  known: "a merged fix did not run hours later (2026-04-11)",
  *check({ scripts }) {
    for (const { state, pointer, shell } of scripts)
      for (const part of withNested(shell)) for (const message of forgiven(part)) yield { message, state, pointer };
  },
};

function* forgiven(shell: Shell): Iterable<string> {
  for (const [index, command] of shell.commands.entries()) {
    const git = command.layers.find(isUpdate);
    if (git === undefined || command.isSubstituted) continue;
    const why = dropped(command, shell);
    if (why === undefined) continue;
    const later = shell.commands.slice(index + 1);
    // Somebody looks at it, or it is made good.
    if (later.some((other) => other.layers.some((argv) => isUpdate(argv) && argv.includes("reset")))) continue;
    if (later.some(isWork)) yield `line ${command.line}: ${git.join(" ").slice(0, 60)} ${why}, and the script goes on`;
  }
}

function dropped(command: ShellCommand, shell: Shell): string | undefined {
  const options = optionsFor(shell, command);
  if (command.isForgiven) return "may fail behind its ||";
  if (command.isBackground) return "runs in the background";
  if (command.pipe.index < command.pipe.length - 1 && !hasOption(options, "pipefail"))
    return `loses its status in the pipe to ${command.pipe.end}`;
  if (command.isTested || hasOption(options, "e")) return undefined;
  const index = shell.commands.indexOf(command);
  const next = shell.commands[index + 1];
  const asks = next !== undefined && /\$\?|PIPESTATUS/.test(shell.text.slice(next.node.pos, next.node.end));
  return asks ? undefined : "may fail without set -e";
}
