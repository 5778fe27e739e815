#!/usr/bin/env node
import { readPackages } from "./packages.ts";
import { RULES } from "./rules/rules.ts";
import { surveyPackage } from "./survey.ts";
import { numbersTable } from "./table.ts";

/** `npm run house`: the numbers of every package; with names or folders of packages, theirs and what is wrong there. */
const asked = process.argv.slice(2).map((argument) => argument.replace(/\/+$/, ""));
const packages = readPackages().filter(
  ({ name, folder }) => asked.length === 0 || asked.includes(name) || asked.includes(folder),
);
if (packages.length === 0) {
  process.stderr.write(`house: there is no package ${asked.join(", ")}\n`);
  process.exit(2);
}
const surveys = packages.map((housePackage) => surveyPackage(housePackage));
process.stdout.write(numbersTable(surveys));
const wrong = Object.values(RULES).flatMap((rule) => rule(surveys));
if (asked.length > 0) for (const finding of wrong) process.stdout.write(`${finding}\n`);
process.exitCode = wrong.length === 0 ? 0 : 1;
