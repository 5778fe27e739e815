import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { openStage, type Played, type Stage } from "./stage.ts";

let folder = "";
let stage: Stage;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stage-"));
  stage = openStage({ folder, env: { ...process.env, NO_COLOR: "1" } });
});
afterEach(async () => {
  await stage.close();
  rmSync(folder, { recursive: true });
});

async function play(name: string, text: string): Promise<Played> {
  const file = join(folder, `${name}.mts`);
  writeFileSync(file, text);
  return stage.play({ file, folder });
}

test("one file after the other prints its own, to stdout and stderr, in the folder it was given", async () => {
  expect(await play("a", `console.log("out" as string); console.error(process.cwd());`)).toEqual({
    printed: `out\n${folder}\n`,
    failed: false,
  });
  const child = `import { spawnSync } from "node:child_process"; spawnSync("echo", ["child"], { stdio: "inherit" });`;
  expect((await play("child", `${child} console.log("after");`)).printed).toBe("child\nafter\n");
  expect(await play("b", `await null; console.log("b");`)).toEqual({ printed: "b\n", failed: false });
});

test("what a file sets in its environment the next one does not see", async () => {
  await play("a", `process.env.LEFT = "behind";`);
  expect((await play("b", `console.log(process.env.LEFT);`)).printed).toBe("undefined\n");
});

test("one that throws has failed, and says why", async () => {
  const { printed, failed } = await play("a", `console.log("before"); throw new TypeError("no");`);
  expect(printed).toMatch(/^before\nTypeError: no\n/);
  expect(failed).toBe(true);
});

test("one that ends the process has failed, and the next one plays nevertheless", async () => {
  expect(await play("a", `process.exit(3);`)).toEqual({ printed: "it ended the process with 3\n", failed: true });
  expect(await play("b", `console.log("b");`)).toEqual({ printed: "b\n", failed: false });
});
