import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { makeFolder } from "./make-folder.ts";

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "make-folder-"));
});
afterEach(() => {
  rmSync(place, { recursive: true });
});

test("a folder is made with those above it, and may be there already", () => {
  makeFolder(join(place, "a/b/c"));
  makeFolder(join(place, "a/b/c"));
  expect(existsSync(join(place, "a/b/c"))).toBe(true);
});

test.each(["/proc/x", "/proc/x/y/z", "/proc", "/dev/null/x", "/dev/null", "/sys/x"])(
  "%s is refused at once, by name",
  (path) => {
    expect(() => makeFolder(path)).toThrow(
      expect.objectContaining({
        code: "LOCAL_CLOUD_FOLDER_UNUSABLE",
        message: expect.stringContaining(`${path} cannot be used: `) as string,
      }) as Error,
    );
  },
);

test("a file is no folder, nor is what would lie in one", () => {
  writeFileSync(join(place, "file"), "");
  expect(() => makeFolder(join(place, "file"))).toThrow("is not a folder");
  expect(() => makeFolder(join(place, "file/below"))).toThrow("is not a folder");
});
