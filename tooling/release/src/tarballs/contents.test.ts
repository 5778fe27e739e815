import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { contentProblems } from "./contents.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "contents-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const MANIFEST = {
  name: "@alpha-engine/thing",
  version: "1.0.0",
  bin: { thing: "./dist/bin.js" },
  exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" }, "./package.json": "./package.json" },
  dependencies: { "@alpha-engine/asl": "1.0.0", zod: "4.0.0" },
};
const GOOD = {
  "README.md": "",
  LICENSE: "",
  "CHANGELOG.md": "",
  "dist/index.js": 'import "./chunk.js"; import z from "zod"; import fs from "node:fs"; export { z, fs };',
  "dist/index.d.ts": 'export type { A } from "./a.ts"; import type {} from "@alpha-engine/asl";',
  "dist/a.d.ts": "export type A = 1;",
  "dist/chunk.js": "export {};",
  "dist/bin.js": '#!/usr/bin/env node\nawait import("./main.js"); new Worker(new URL("./worker.js", import.meta.url));',
  "dist/main.js": "",
  "dist/worker.js": "",
};

async function problems(
  files: Readonly<Record<string, string>> = {},
  manifest: object = {},
): Promise<readonly string[]> {
  const all = { ...GOOD, ...files, "package.json": JSON.stringify({ ...MANIFEST, ...manifest }) };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  chmodSync(join(folder, "dist/bin.js"), 0o755);
  return contentProblems(folder, "/nowhere", "@alpha-engine", ["/home/me/alpha-engine"]);
}

test("a tarball of which everything is reached is good", async () => {
  expect(await problems()).toEqual([]);
  expect(await problems({ "data/one.txt": "" }, { files: ["dist", "data"] })).toEqual([]);
  expect(await problems({ "data/one.txt": "" }, { files: ["dist"] })).toEqual([
    "data/one.txt is not reached from any export or command",
  ]);
  rmSync(join(folder, "data"), { recursive: true });
  expect(await problems({ "dist/main.js": "// ../../../home/me/alpha-engine/node_modules/x/index.js" })).toEqual([]);
  expect(await problems({ "dist/main.js": 'run("../../../home/me/alpha-engine/node_modules/x/index.js");' })).toEqual([
    "dist/main.js names /home/me/alpha-engine, a path of the machine that built it",
  ]);
});

test.each([
  ["dist/a.test.js", "", "dist/a.test.js is for tests"],
  ["testing/fake.js", "", "testing/fake.js is for tests"],
  ["bench/bench.mjs", "", "bench/bench.mjs is for tests"],
  ["dist/old-chunk.js", "", "dist/old-chunk.js is not reached from any export or command"],
  ["dist/old.d.ts", "", "dist/old.d.ts is not reached from any export or command"],
  ["dist/index.js.map", "{}", "dist/index.js.map is a map to sources that are not there"],
  ["dist/main.js", "//# sourceMappingURL=main.js.map", "dist/main.js names a source map, main.js.map"],
  ["dist/main.js", 'import "./gone.js"', "dist/gone.js is missing, and something that is there asks for it"],
  ["dist/main.js", 'import "left-pad"', "left-pad is imported and not among the dependencies"],
  [
    "dist/main.js",
    'const at = "/home/me/alpha-engine/src"',
    "dist/main.js names /home/me/alpha-engine, a path of the machine that built it",
  ],
])("%s holding %j is found", async (name, text, problem) => {
  expect(await problems({ [name]: text })).toEqual([problem]);
});

test.each([
  [{ devDependencies: { vitest: "5.0.0" } }, "package.json has devDependencies"],
  [{ scripts: { postinstall: "node x.js" } }, "package.json has scripts"],
  [
    { dependencies: { ...MANIFEST.dependencies, zod: "workspace:*" } },
    'dependencies.zod is "workspace:*", which only the workspace understands',
  ],
  [
    { dependencies: { ...MANIFEST.dependencies, zod: "catalog:" } },
    'dependencies.zod is "catalog:", which only the workspace understands',
  ],
  [
    { dependencies: { ...MANIFEST.dependencies, "@alpha-engine/asl": "^1.0.0" } },
    'dependencies.@alpha-engine/asl is "^1.0.0": a consumer that pins this package would not pin that one',
  ],
  [{ dependencies: { ...MANIFEST.dependencies, yaml: "2.0.0" } }, "yaml is a dependency that nothing imports"],
])("a manifest with %j is found", async (manifest, problem) => {
  expect(await problems({}, manifest)).toEqual([problem]);
});

test("a command that is not executable is found", async () => {
  await problems();
  chmodSync(join(folder, "dist/bin.js"), 0o644);
  expect(await contentProblems(folder, "/nowhere", "@alpha-engine", [])).toEqual([
    "the command thing is not executable",
  ]);
});
