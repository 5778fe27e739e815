import { pathText } from "@alpha-engine/definition/data-flow";

import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "shell-unquoted-input",
  severity: "warning",
  preset: "recommended",
  what: "A value of the execution's input is pasted into a line of a root shell, as code.",
  why: "Whoever may start an execution has a root shell on the box; single quotes around it do not help, a quote in the value ends them.",
  mend: 'Hand it over encoded ("$(printf %s … | base64 -d)", States.Base64Encode), or check it against a closed list first.',
  known: "ten steps of one pipeline",
  *check({ scripts, presence }) {
    for (const { state, markers, text, pointer } of scripts) {
      for (const { text: marker, route } of markers) {
        // An execution's name and times hold letters, digits, dashes and colons, by AWS's own rules.
        if (route.root !== "input" || !text.includes(marker) || presence.giverOf(state, route.keys) !== "input")
          continue;
        const line = text.slice(0, text.indexOf(marker)).split("\n").length;
        yield {
          message: `line ${line} of the script is pasted together with ${pathText(route.keys)} of the input`,
          state,
          pointer,
        };
      }
    }
  },
};
