import { textOf } from "@alpha-engine/definition/tree";

import type { Rule } from "../../rule/rule.ts";
import type { Script } from "../../rule/scripts.ts";
import { withNested } from "../../shell/nested.ts";
import { baseName } from "../../shell/script.ts";

export const rule: Rule = {
  id: "shell-other-host",
  severity: "warning",
  preset: "recommended",
  what: "A script uses the home, or the interpreter, of another kind of host than the other scripts for the same one.",
  why: "It was copied from a step for another machine: there is no such folder or program here, and the step fails at its first line, or installs into the wrong place.",
  mend: "The home and the interpreter that the other steps of this host use.",
  known: "bare python does not exist on Amazon Linux 2023 (2026-04-17)",
  *check({ scripts }) {
    for (const trait of TRAITS) {
      const all = scripts
        .map((script) => ({ script, host: hostOf(script), has: trait.of(script) }))
        .filter(({ has }) => has.length === 1);
      for (const {
        script,
        host,
        has: [own = ""],
      } of all) {
        const beside = all
          .filter((other) => other.host === host && other.script !== script)
          .map(({ has: [one = ""] }) => one);
        const [usual = ""] = beside;
        if (usual === "" || usual === own || beside.some((one) => one !== usual)) continue;
        const elsewhere = all.find((other) => other.host !== host && other.has[0] === own);
        // Two that differ do not say which one is right, unless another host has it.
        if (beside.length < 2 && elsewhere === undefined) continue;
        yield {
          message: `uses ${own}, ${beside.length === 1 ? "the other script" : `the other ${beside.length} scripts`} for the same host ${usual}`,
          state: script.state,
          pointer: script.pointer,
          related: elsewhere === undefined ? [] : [elsewhere.script.state],
        };
      }
    }
  },
};

/** Where a script runs, as it is written. */
function hostOf({ state }: Script): string {
  const given = state.call?.parameters ?? {};
  return textOf(given["InstanceIds"] ?? given["InstanceIds.$"] ?? given["Targets"] ?? given["Targets.$"]);
}

interface Trait {
  readonly of: (script: Script) => readonly string[];
}

/** The home of a user below /home, and the version of an interpreter. */
const TRAITS: readonly Trait[] = [
  { of: ({ text }) => [...new Set(text.match(/(?<![\w.])\/home\/[a-z][\w-]*/g) ?? [])] },
  { of: interpretersOf },
];

function interpretersOf({ shell }: Script): readonly string[] {
  const names = withNested(shell)
    .flatMap(({ commands }) => commands)
    .flatMap(({ layers }) => layers.map(([name = ""]) => name))
    .filter((name) => /^(?:\/usr(?:\/local)?\/bin\/)?python[\d.]*$/.test(name))
    .map(baseName);
  return [...new Set(names)];
}
