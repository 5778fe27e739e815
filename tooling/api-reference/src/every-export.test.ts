import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { convertPackages, undocumented } from "./convert.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
/** From before this was asked for; it gets shorter only. */
const NOT_YET = JSON.parse(
  readFileSync(new URL("../not-documented-yet.json", import.meta.url), "utf8"),
) as readonly string[];

test("every public export says what it is, save those that are listed, and none is listed that does", async () => {
  const { project } = await convertPackages(root);
  expect(project.children?.map(({ name }) => name)).toContain("@alpha-engine/asl");
  const missing = undocumented(project);
  expect(
    missing.filter((name) => !NOT_YET.includes(name)),
    "without TSDoc",
  ).toEqual([]);
  expect(
    NOT_YET.filter((name) => !missing.includes(name)),
    "documented: take them off not-documented-yet.json",
  ).toEqual([]);
}, 120_000);
