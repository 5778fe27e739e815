import type { Rule } from "../../rule/rule.ts";
import { programOf } from "../../rule/work.ts";

export const rule: Rule = {
  id: "shell-program-options",
  severity: "error",
  preset: "recommended",
  what: "A program is called without an option that it requires. Needs `programs` in the configuration.",
  why: "It ends with 2 at once: eleven steps did, for eight and a half hours, when the wrapper gained a mandatory option.",
  mend: "Pass the option.",
  known: "2026-07-27",
  *check({ scripts, settings }) {
    for (const { state, pointer, shell } of scripts) {
      for (const { layers, line } of shell.commands) {
        for (const argv of layers) {
          const program = programOf(argv);
          const needed =
            program !== undefined && Object.hasOwn(settings.programs ?? {}, program)
              ? (settings.programs?.[program] ?? [])
              : [];
          const own = argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv;
          const missing = needed.filter(
            (option) => !own.some((word) => word === option || word.startsWith(`${option}=`)),
          );
          if (missing.length > 0)
            yield { message: `line ${line}: ${program} needs ${missing.join(", ")}`, state, pointer };
        }
      }
    }
  },
};
