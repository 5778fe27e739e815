import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { ruleTable, TABLE } from "../testing/rule-table.ts";
import { lint } from "./lint.ts";
import { RULES } from "./rules.ts";

const FOLDER = join(import.meta.dirname, "rules");

test("every rule has a folder of its id with a bad and a good definition and its test", () => {
  expect(readdirSync(FOLDER).toSorted()).toEqual(RULES.map(({ id }) => id).toSorted());
  for (const { id } of RULES) {
    for (const file of ["rule.ts", "rule.test.ts", "bad.json", "good.json"])
      expect([id, file, existsSync(join(FOLDER, id, file))]).toEqual([id, file, true]);
  }
});

test("the README has the table of the rules as they are", () => {
  const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
  expect(TABLE.exec(readme)?.[0], "run: pnpm run table").toBe(ruleTable(RULES));
});

test("a definition without defects has no finding", async () => {
  const definition = { StartAt: "Done", States: { Done: { Type: "Succeed" } } };
  expect(await lint(definition)).toEqual({ findings: [], excepted: [], notes: [] });
});
