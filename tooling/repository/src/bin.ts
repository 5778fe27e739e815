#!/usr/bin/env node
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { readPackages, ROOT } from "./packages.ts";
import { withTable } from "./quoted-table.ts";
import { RULES } from "./rules/rules.ts";
import { surveyPackage } from "./survey.ts";
import { numbersTable } from "./table.ts";

/**
 * `npm run house`: the numbers of every package, and what is wrong anywhere; with names or folders of packages, theirs.
 * With `--write` it puts the numbers of all into the README instead.
 */
const words = process.argv.slice(2);
const asked = words.filter((word) => word !== "--write").map((word) => word.replace(/\/+$/, ""));
const surveys = readPackages()
  .filter(({ name, folder }) => asked.length === 0 || asked.includes(name) || asked.includes(folder))
  .map((housePackage) => surveyPackage(housePackage));
if (surveys.length === 0) {
  process.stderr.write(`house: there is no package ${asked.join(", ")}\n`);
  process.exit(2);
}
const table = numbersTable(surveys);
if (words.includes("--write") && asked.length === 0) {
  const readme = join(ROOT, "README.md");
  writeFileSync(readme, withTable(readFileSync(readme, "utf8"), table));
} else {
  process.stdout.write(table);
}
const wrong = Object.values(RULES).flatMap((rule) => rule(surveys));
for (const finding of wrong) process.stdout.write(`${finding}\n`);
process.exitCode = wrong.length === 0 ? 0 : 1;
