import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { writeAssets } from "./write-assets.ts";

const CHANGELOG = "# a\n\nIntroduction.\n\n## 1.1.0\n\n### Minor Changes\n\n- New.\n\n## 1.0.0\n\n- Old.\n";
let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "assets-"));
});
afterEach(() => rmSync(root, { recursive: true }));

async function assetsOf(version: string, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = join(root, "packages", "a");
  mkdirSync(join(folder, "dist", "standalone"), { recursive: true });
  const manifest = { name: "@scope/a", version, bin: { a: "./dist/bin.js" } };
  const all = { "package.json": JSON.stringify(manifest), "CHANGELOG.md": CHANGELOG, ...files };
  for (const [file, text] of Object.entries(all)) writeFileSync(join(folder, file), text);
  await writeAssets(root, join(root, "to"));
  return join(root, "to", "assets", "@scope/a");
}

test.each([
  ["1.1.0", "### Minor Changes\n\n- New.\n"],
  ["1.0.0", "- Old.\n"],
  ["2.0.0", "\n"],
])("the notes of release %s are what its CHANGELOG says of this version and of no other", async (version, notes) => {
  expect(readFileSync(join(await assetsOf(version), "notes.md"), "utf8")).toBe(notes);
});

test("a command that comes in one file lies beside them, another one does not", async () => {
  expect(existsSync(join(await assetsOf("1.0.0"), "a.mjs"))).toBe(false);
  const file = join(await assetsOf("1.0.0", { "dist/standalone/a.mjs": "run();" }), "a.mjs");
  expect(readFileSync(file, "utf8")).toBe("run();");
});
