/** @module-tag slow */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { afterEach, beforeEach, expect, test } from "vitest";

import { startRegistry } from "./start-registry.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "registry-"));
});
afterEach(() => rmSync(folder, { recursive: true, maxRetries: 3 }));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}

test("it serves loopback only, has no other registry behind it, and is gone when it is stopped", async () => {
  const registry = await startRegistry(folder, new AbortController().signal);
  expect(registry.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  expect((await fetch(`${registry.url}commander`)).ok).toBe(false);
  expect((await fetch(`${registry.url}@alpha-engine%2Fasl`)).status).toBe(404);
  await registry.stop();
  expect(isAlive(registry.pid)).toBe(false);
  await expect(fetch(registry.url)).rejects.toThrow();
});

test("it ends with the process that started it, also when that is killed", async () => {
  const script = join(folder, "start.ts");
  const from = fileURLToPath(new URL("start-registry.ts", import.meta.url));
  writeFileSync(
    script,
    `import { startRegistry } from ${JSON.stringify(from)};
     const { pid } = await startRegistry(${JSON.stringify(folder)}, new AbortController().signal);
     console.log(pid);
     setInterval(() => {}, 1000);`,
  );
  const starter = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
  const [said] = (await once(starter.stdout, "data")) as [Buffer];
  const pid = Number(said.toString());
  expect(isAlive(pid)).toBe(true);
  starter.kill("SIGKILL");
  for (let attempt = 0; attempt < 100 && isAlive(pid); attempt += 1) await sleep(50);
  expect(isAlive(pid)).toBe(false);
});

test("an abort while it starts leaves nothing", async () => {
  const abort = new AbortController();
  const starting = startRegistry(folder, abort.signal);
  abort.abort(new Error("interrupted"));
  await expect(starting).rejects.toThrow();
  expect(existsSync(join(folder, "npmrc"))).toBe(false);
});
