import { mkdtempSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { freeExecutionName, makeRunFolder, pointLatestAt } from "./run-folder.ts";

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "run-folder-"));
});
afterEach(() => {
  rmSync(parent, { recursive: true });
});

test("an execution is named for its pipeline and time, with a number when that is taken", () => {
  const at = new Date("2026-11-20T16:17:30.123Z");
  expect(freeExecutionName("saturday", at, () => false)).toBe("saturday-20261120-161730");
  expect(freeExecutionName("saturday", at, (name) => !name.endsWith("-3"))).toBe("saturday-20261120-161730-3");
});

test("an earlier rehearsal is never written over", () => {
  makeRunFolder(parent, "one");
  expect(() => makeRunFolder(parent, "one")).toThrow("there is a rehearsal named one already");
});

test("latest leads to the newest, also where it led elsewhere before", () => {
  pointLatestAt(parent, "one");
  pointLatestAt(parent, "two");
  expect(readlinkSync(join(parent, "latest"))).toBe("two");
});
