import { RULES } from "../rules.ts";

export function printRules(json: boolean): void {
  const rules = RULES.map(({ id, severity, what, why, mend, known }) => ({ id, severity, what, why, mend, known }));
  const width = Math.max(...rules.map(({ id }) => id.length));
  process.stdout.write(
    json
      ? `${JSON.stringify(rules, undefined, 2)}\n`
      : rules.map(({ id, severity, what }) => `${id.padEnd(width)}  ${severity.padEnd(7)}  ${what}\n`).join(""),
  );
}
