import type { Rule } from "../../rule/rule.ts";
import { isWork } from "../../rule/work.ts";

export const rule: Rule = {
  id: "shell-environment",
  severity: "error",
  preset: "recommended",
  what: "A script that starts a program does not export a variable that every program here needs. Needs `environment` in the configuration.",
  why: "A library that reports errors was off for two weeks in the steps that had replaced its units.",
  mend: "Export it at the top of the script.",
  known: "2026-05-11, 2026-06-18",
  *check({ scripts, settings }) {
    for (const { state, pointer, shell } of scripts) {
      if (
        !shell.commands.some(isWork) &&
        !shell.commands.some(({ layers }) => layers.some(([name]) => name === "systemctl"))
      )
        continue;
      const exported = new Set(
        shell.commands.flatMap(({ node, argv }) =>
          argv[0] === "export"
            ? node.args.flatMap((part) => (part.type === "Assignment" ? [part.name] : [part.value]))
            : [],
        ),
      );
      for (const name of settings.environment ?? [])
        if (!exported.has(name)) yield { message: `does not export ${name}`, state, pointer };
    }
  },
};
