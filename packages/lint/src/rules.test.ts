import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

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

test("the README lists every rule with its severity, and no other", () => {
  const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
  const rows = [...readme.matchAll(/^\| `([a-z-]+)` +\| (error|warning|info) +\|/gm)].map(
    ([, id, severity]) => `${id} ${severity}`,
  );
  expect(rows).toEqual(RULES.map(({ id, severity }) => `${id} ${severity}`));
});

test("a definition without defects has no finding", async () => {
  const definition = { StartAt: "Done", States: { Done: { Type: "Succeed" } } };
  expect(await lint(definition)).toEqual({ findings: [], excepted: [], notes: [] });
});
