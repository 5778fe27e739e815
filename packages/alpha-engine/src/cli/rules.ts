import { styleText } from "node:util";

import { UsageError } from "@alpha-engine/command-line";
import { didYouMean } from "@alpha-engine/dialect";
import { type Rule, rules } from "@alpha-engine/lint";

/** `alpha-engine rules [RULE]` */
export function rulesCommand(id: string | undefined, { json }: { readonly json?: true }): void {
  const chosen = id === undefined ? rules : [ruleNamed(id)];
  const facts = chosen.map(({ id, severity, preset, what, why, mend, known }): Facts => ({
    id,
    severity,
    preset,
    what,
    why,
    mend,
    known,
  }));
  if (json === true) process.stdout.write(`${JSON.stringify(facts, undefined, 2)}\n`);
  else process.stdout.write(id === undefined ? listOf(facts) : explained(facts));
}

type Facts = Pick<Rule, "id" | "severity" | "preset" | "what" | "why" | "mend" | "known">;

function ruleNamed(id: string): Rule {
  const found = rules.find((rule) => rule.id === id);
  if (found !== undefined) return found;
  const ids = rules.map((rule) => rule.id);
  throw new UsageError(`no rule "${id}"${didYouMean(id, ids)}; alpha-engine rules lists them`);
}

function listOf(facts: readonly Facts[]): string {
  const width = Math.max(...facts.map(({ id }) => id.length));
  return facts
    .map(({ id, severity, preset, what }) =>
      [id.padEnd(width), severity.padEnd(7), preset.padEnd(11), `${what}\n`].join("  "),
    )
    .join("");
}

function explained(facts: readonly Facts[]): string {
  return facts
    .map(({ id, severity, preset, what, why, mend, known }) =>
      [
        `${styleText("bold", id)} (${severity}, ${preset}): ${what}`,
        "",
        `why   ${why}`,
        `mend  ${mend}`,
        `known ${known}`,
        "",
      ].join("\n"),
    )
    .join("\n");
}
