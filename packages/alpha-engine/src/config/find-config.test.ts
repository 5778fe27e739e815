import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { workplace } from "../../testing/workplace.ts";
import { findConfig } from "./find-config.ts";

test("the nearest configuration upwards is found, of any kind", () => {
  using place = workplace({ "alpha-engine.config.yaml": "", "a/alpha-engine.config.mts": "", "a/b/c.txt": "" });
  expect(findConfig(join(place.folder, "a", "b"))).toBe(join(place.folder, "a", "alpha-engine.config.mts"));
  expect(findConfig(place.folder)).toBe(join(place.folder, "alpha-engine.config.yaml"));
});

test("the root of a repository is as far as it is looked for", () => {
  using place = workplace({ "alpha-engine.config.json": "{}", "repository/a/b.txt": "" });
  mkdirSync(join(place.folder, "repository", ".git"));
  expect(findConfig(join(place.folder, "repository", "a"))).toBeUndefined();
});

test("two in one folder are refused, both named", () => {
  using place = workplace({ "alpha-engine.config.json": "{}", "alpha-engine.config.ts": "" });
  expect(() => findConfig(place.folder)).toThrow(
    `${place.folder} has alpha-engine.config.ts and alpha-engine.config.json: expected one configuration`,
  );
});
