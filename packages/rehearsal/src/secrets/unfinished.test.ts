import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { markUnfinished, sweepUnfinished } from "./unfinished.ts";

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "unfinished-"));
  for (const name of ["run", "other"]) {
    mkdirSync(join(parent, name, "instances"), { recursive: true });
    writeFileSync(join(parent, name, "run.ndjson"), "{}\n");
  }
});
afterEach(() => rmSync(parent, { recursive: true }));

const gone = (): number => spawnSync(process.execPath, ["-e", ""]).pid;

test("what a run that was killed may have left of its secrets is removed, and no other run is touched", () => {
  markUnfinished(parent, "run");
  writeFileSync(join(parent, ".with-secrets", "run"), `${gone()} 1`);
  sweepUnfinished(parent);
  expect(readdirSync(join(parent, "run")).toSorted()).toEqual(["removed.txt", "run.ndjson"]);
  expect(readdirSync(join(parent, "other")).toSorted()).toEqual(["instances", "run.ndjson"]);
  expect(readdirSync(join(parent, ".with-secrets"))).toEqual([]);
});

test("a run that is at work, and one that took its mark back, are left alone", () => {
  const mark = markUnfinished(parent, "run");
  markUnfinished(parent, "other")[Symbol.dispose]();
  sweepUnfinished(parent);
  expect(existsSync(join(parent, "run", "instances"))).toBe(true);
  expect(existsSync(join(parent, "other", "instances"))).toBe(true);
  mark[Symbol.dispose]();
  expect(readdirSync(join(parent, ".with-secrets"))).toEqual([]);
});

test("where there never were any, nothing is looked for", () => {
  expect(() => sweepUnfinished(join(parent, "none"))).not.toThrow();
});
