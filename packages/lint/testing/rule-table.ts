import type { Rule } from "../src/rule/rule.ts";

/** Where it stands in the README. */
export const TABLE: RegExp = /^\| rule \|.*\n(?:\|.*\n)*/m;

/** The table of the rules, as the README has it. */
export function ruleTable(rules: readonly Rule[]): string {
  const rows = rules.map(
    ({ id, preset, severity, what }) =>
      `| \`${id}\` | ${preset} | ${severity} | ${what.replaceAll("|", String.raw`\|`)} |\n`,
  );
  return ["| rule | preset | severity | finds |\n", "|---|---|---|---|\n", ...rows].join("");
}
