import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { dependsOn } from "./depends-on.ts";

let folder: string;
const git = (...words: string[]): string =>
  execFileSync("git", ["-C", folder, "-c", "user.name=n", "-c", "user.email=n@example.com", ...words], {
    encoding: "utf8",
  });
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "depends-on-"));
  git("init", "--quiet");
  writeFileSync(join(folder, "file"), "one\n");
  git("add", ".");
  git("commit", "--quiet", "-m", "first");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a checkout that differs is another one, also by a file that is not known to it", async () => {
  const before = await dependsOn({ exposes: [folder] });
  expect(await dependsOn({ exposes: [folder] })).toBe(before);
  writeFileSync(join(folder, "new"), "");
  const withNew = await dependsOn({ exposes: [folder] });
  writeFileSync(join(folder, "file"), "two\n");
  expect(new Set([before, withNew, await dependsOn({ exposes: [folder] })]).size).toBe(3);
});

test("what an instance has written to a checkout of this machine's runs nothing there", async () => {
  const ran = join(folder, ".git/ran");
  const program = join(folder, ".git/program");
  writeFileSync(program, `#!/bin/sh\ntouch '${ran}'\ncat\n`);
  chmodSync(program, 0o755);
  git("config", "core.fsmonitor", program);
  git("config", "filter.evil.clean", program);
  git("config", "filter.evil.process", program);
  git("config", "filter.evil.required", "true");
  writeFileSync(join(folder, ".gitattributes"), "* filter=evil\n");
  writeFileSync(join(folder, "file"), "six\n");
  await dependsOn({ exposes: [folder] });
  expect(existsSync(ran)).toBe(false);
  expect(() => git("ls-files", "--modified")).toThrow(); // It has.
  expect(existsSync(ran)).toBe(true);
});
