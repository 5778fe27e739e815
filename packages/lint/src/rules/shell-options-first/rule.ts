import type { Rule } from "../../rule/rule.ts";
import { hasOption, optionsFirst } from "../../shell/options.ts";

export const rule: Rule = {
  id: "shell-options-first",
  severity: "warning",
  preset: "pipeline",
  what: "The first line of a script does not set -e and pipefail.",
  why: "A cd or a pull that fails is ignored, and the work runs from the wrong place; a pipe ends with the status of its last command.",
  mend: "set -eo pipefail as the first command.",
  known: "April 2026, in four steps one after the other; a pipeline of May without -e",
  *check({ scripts }) {
    for (const { state, pointer, shell } of scripts) {
      const options = optionsFirst(shell);
      const missing = [hasOption(options, "e") ? "" : "-e", hasOption(options, "pipefail") ? "" : "pipefail"].filter(
        Boolean,
      );
      if (missing.length > 0 && shell.commands.length > 0)
        yield { message: `does not begin with set ${missing.join(" and ")}`, state, pointer };
    }
  },
};
