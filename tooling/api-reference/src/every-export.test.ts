/** @module-tag slow */
import { fileURLToPath } from "node:url";

import type { ProjectReflection } from "typedoc";
import { beforeAll, expect, test } from "vitest";

import { undocumented, withoutExample } from "../testing/what-exports-lack.ts";
import { convertPackages } from "./convert.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

let project: ProjectReflection;
beforeAll(async () => {
  ({ project } = await convertPackages(root));
}, 120_000);

test("every entry of every package is a module", () => {
  expect(project.children?.map(({ name }) => name)).toContain("@alpha-engine/asl");
});

test.each([
  ["every public export says what it is", undocumented],
  ["every public function shows an example, which is run", withoutExample],
] as const)("%s", (_, lacking) => {
  expect(lacking(project)).toEqual([]);
});
