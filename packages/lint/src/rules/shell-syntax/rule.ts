import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "shell-syntax",
  severity: "error",
  preset: "recommended",
  what: "A rendered script that bash cannot read.",
  why: "bash stops at that line, with the lines before it already done.",
  mend: "Mend the line; look at what AWS renders with `alpha-engine commands`.",
  known: "bash -n, and a parser of its own where there is no bash",
  *check({ scripts, bash }) {
    for (const { state, pointer, text, rendered, shell } of scripts) {
      const complaints = [text, ...rendered].flatMap((script) => {
        const verdict = bash.get(script);
        return verdict?.kind === "bad" ? [verdict.message] : [];
      });
      for (const message of new Set(complaints)) yield { message: `bash -n: ${message}`, state, pointer };
      if (bash.get(text)?.kind === "no bash")
        for (const { message, line } of shell.problems)
          yield { message: `line ${line} of the script: ${message}`, state, pointer };
    }
  },
};
