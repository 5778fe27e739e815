import { readdirSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { ownName, readPackages, ROOT } from "./packages.ts";
import { RULES } from "./rules/rules.ts";
import { surveyPackage } from "./survey.ts";

const surveys = readPackages().map((housePackage) => surveyPackage(housePackage));
const packages = surveys.map(({ package: { group, name, folder, manifest } }) => ({ group, name, folder, manifest }));
const published = packages.filter(({ group }) => group === "packages" || group === "apps");

test.each(Object.entries(RULES))("%s", (_, findIn) => {
  expect(findIn(surveys)).toEqual([]);
});

describe("the manifests", () => {
  test.each(packages)("$folder says what it is", ({ group, name, folder, manifest }) => {
    expect(manifest.license).toBe("MIT");
    expect(manifest.private === true).toBe(group !== "packages");
    if (group === "tooling") return;
    expect(ownName(manifest.name)).toBe(name);
    expect(manifest.type).toBe("module");
    expect(manifest.description).toMatch(/^[A-Z].*\.$/);
    expect(readdirSync(join(ROOT, folder))).toContain("README.md");
  });

  test.each(published)("$folder says who may use it and on which runtime", ({ manifest }) => {
    expect(manifest).toMatchObject({
      engines: { node: ">=24" },
      files: expect.arrayContaining(["dist"]) as unknown,
      exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
    });
  });
});
