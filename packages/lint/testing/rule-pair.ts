import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { type Finding, lint, type LintOptions } from "../src/lint.ts";
import type { Rule } from "../src/rule/rule.ts";

/**
 * Tests a rule on the definitions beside it: what `bad.json` has, and that `good.json` has none of it. So too with
 * `bad-jsonata.json` and `good-jsonata.json`, where they are, whose states have the same names.
 */
export function checkRule({ id }: Rule, folder: string, states: readonly string[], options: LintOptions = {}): void {
  const config = { preset: "pipeline", ...options.config } as const;
  const findingsOf = async (file: string): Promise<readonly Finding[]> =>
    (await lint(readFileSync(join(folder, file), "utf8"), { ...options, config })).findings.filter(
      ({ rule }) => rule === id,
    );

  for (const language of ["", "-jsonata"]) {
    const [bad, good] = [`bad${language}.json`, `good${language}.json`];
    if (language !== "" && ![bad, good].some((file) => existsSync(join(folder, file)))) continue;

    test(`${id} is found in ${bad}, at the states at fault, with line and remedy`, async () => {
      const findings = await findingsOf(bad);
      expect([...new Set(findings.flatMap(({ path }) => path ?? []))].toSorted()).toEqual([...states].toSorted());
      expect(findings.length).toBeGreaterThan(0);
      for (const { line, message, why, mend } of findings)
        expect([line > 0, message !== "", why !== "", mend !== ""]).toEqual([true, true, true, true]);
    });

    test(`${id} is not found in ${good}`, async () => {
      expect(await findingsOf(good)).toEqual([]);
    });
  }
}
