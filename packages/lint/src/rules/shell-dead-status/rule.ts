import type { Rule } from "../../rule/rule.ts";
import { hasOption, optionsFor } from "../../shell/options.ts";

export const rule: Rule = {
  id: "shell-dead-status",
  severity: "error",
  preset: "recommended",
  what: "Under set -e the line after an assignment from $(…) looks at $?.",
  why: "The script has ended by then: the branch for the failure is never reached.",
  mend: "if ! value=$(command); then …, or value=$(command) || code=$?",
  known: "launchers since 2026-05-22",
  *check({ scripts }) {
    for (const { state, pointer, shell } of scripts) {
      const lines = shell.commands.filter(({ isSubstituted }) => !isSubstituted);
      for (const [index, line] of lines.entries()) {
        const { node, isTested, statement } = line;
        const next = lines[index + 1];
        const assigns =
          node.name === undefined && node.prefix.some((part) => part.type === "Assignment" && /\$\(|`/.test(part.text));
        if (
          !assigns ||
          isTested ||
          !hasOption(optionsFor(shell, line), "e") ||
          next === undefined ||
          next.statement === statement
        )
          continue;
        const text = shell.text.slice(next.node.pos, next.node.end);
        if (/\$\?/.test(text)) yield { message: `line ${next.line}: $? is never anything but 0 here`, state, pointer };
      }
    }
  },
};
