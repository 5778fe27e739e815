import type { Rule } from "../../rule/rule.ts";
import { programOf } from "../../rule/work.ts";

export const rule: Rule = {
  id: "shell-retired-module",
  severity: "error",
  preset: "recommended",
  what: "A module is run that the target's environment cannot run any more. Needs `retiredModules` in the configuration.",
  why: "An import shim does not support python -m: the check failed open, and others did nothing, silently.",
  mend: "Run what took its place.",
  known: "2026-06-22, 2026-06-25",
  *check({ scripts, settings }) {
    const retired = settings.retiredModules ?? {};
    for (const { state, pointer, shell } of scripts) {
      for (const { layers, line } of shell.commands) {
        for (const argv of layers) {
          const program = programOf(argv) ?? "";
          const found = Object.keys(retired).find((name) => program === name || program.startsWith(`${name}.`));
          if (found !== undefined)
            yield { message: `line ${line}: ${program} cannot be run there; ${retired[found]} can`, state, pointer };
        }
      }
    }
  },
};
