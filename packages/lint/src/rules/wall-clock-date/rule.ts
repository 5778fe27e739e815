import { expressionsIn } from "@alpha-engine/definition/data-flow";

import type { Rule } from "../../rule/rule.ts";
import { baseName } from "../../shell/script.ts";

export const rule: Rule = {
  id: "wall-clock-date",
  severity: "warning",
  preset: "pipeline",
  what: "A date is taken from the clock, or from the execution's start, where the run has a date of its own.",
  why: "A run that spans midnight splits, and a replay of another day works on the wrong one.",
  mend: "Use the run_date that the execution carries.",
  known: "2026-05-17; replays evaluated the wrong day",
  *check({ states, scripts, presence }) {
    for (const { state, shell, pointer } of scripts) {
      for (const { node, line, inFunction } of shell.commands) {
        const assigned = [...node.prefix, ...node.suffix].find(
          (part) =>
            part.type === "Assignment" &&
            /(?:date|day)$/i.test(part.name) &&
            /\$\(\s*date\b|`\s*date\b/.test(part.text),
        );
        if (assigned?.type === "Assignment" && inFunction === undefined)
          yield {
            message: `line ${line} of the script takes ${assigned.name} from the clock of the box`,
            state,
            pointer,
          };
        const words = node.suffix.filter(
          (part) => part.type === "Word" && /^--[\w-]*date=\$\(\s*date\b/.test(part.text),
        );
        if (words.length > 0 && baseName(node.name?.value ?? "") !== "aws")
          yield { message: `line ${line} of the script passes the clock of the box as a date`, state, pointer };
      }
    }
    for (const state of states) {
      if (state.isJsonata || state.call?.service !== "lambda" || presence.at(state, ["run_date"]) !== "present")
        continue;
      for (const { text, pointer } of expressionsIn(state.raw["Parameters"], state.pointer))
        if (text.includes("$$.Execution.StartTime"))
          yield { message: "passes the execution's start although the run carries a date of its own", state, pointer };
    }
  },
};
