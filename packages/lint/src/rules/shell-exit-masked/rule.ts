import type { Rule } from "../../rule/rule.ts";
import { isWork } from "../../rule/work.ts";
import { withNested } from "../../shell/nested.ts";
import { callOf, hasOption, optionsFor } from "../../shell/options.ts";
import { baseName, type Shell, type ShellCommand } from "../../shell/script.ts";

const FILTERS = new Set(["tee", "tail", "head", "cat", "sed", "awk", "ts", "logger", "sort", "cut", "tr"]);
const SAYS = new Set(["echo", "printf", "true", ":", "date", "exit 0"]);

export const rule: Rule = {
  id: "shell-exit-masked",
  severity: "error",
  preset: "recommended",
  what: "The status of the work cannot reach the end of the script: a pipe without pipefail, || true behind it, an echo as the last line without set -e.",
  why: "The step succeeds whatever happened: failed data collection was reported as Success for a week.",
  mend: "set -eo pipefail first, no || true on the work, nothing behind the work that succeeds by itself.",
  known: "2026-04-04, 2026-04-11, 2026-05-06",
  *check({ scripts }) {
    for (const { state, pointer, shell } of scripts)
      for (const part of withNested(shell)) for (const message of masks(part)) yield { message, state, pointer };
  },
};

function* masks(shell: Shell): Iterable<string> {
  const all = shell.commands.filter(({ isSubstituted }) => !isSubstituted);
  for (const command of all) {
    const { pipe, inFunction } = command;
    if (!isWork(command) || (inFunction !== undefined && callOf(shell, inFunction) === undefined)) continue;
    if (pipe.index < pipe.length - 1 && FILTERS.has(pipe.end) && !hasOption(optionsFor(shell, command), "pipefail"))
      yield `line ${command.line}: the status of ${short(command)} is lost in the pipe to ${pipe.end}`;
    if (command.isForgiven) yield `line ${command.line}: || lets ${short(command)} fail`;
  }
  const top = all.filter(({ inFunction }) => inFunction === undefined);
  const last = top.at(-1);
  const work = top.findLast(isWork);
  if (
    last === undefined ||
    work === undefined ||
    last.statement === work.statement ||
    hasOption(optionsFor(shell, work), "e")
  )
    return;
  if (SAYS.has(baseName(last.argv[0] ?? "")))
    yield `line ${last.line}: the script ends with the status of ${last.argv[0]}, not of ${short(work)}`;
}

function short({ argv }: ShellCommand): string {
  return argv.slice(0, 3).join(" ").slice(0, 60);
}
