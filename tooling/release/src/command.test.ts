/** @module-tag slow */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterEach, beforeEach, expect, test } from "vitest";

import type { Report } from "./report.ts";

const BIN = fileURLToPath(new URL("bin.ts", import.meta.url));
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "command-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Its temporary folder is ours, so that what it leaves is seen. */
async function releaseCheck(args: readonly string[], env: NodeJS.ProcessEnv, interruptAt?: string): Promise<Ended> {
  const child = spawn(process.execPath, [BIN, ...args], { env: { ...process.env, TMPDIR: folder, ...env } });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
  child.stderr.on("data", (text: Buffer) => {
    stderr += text.toString();
    if (interruptAt !== undefined && !child.killed && stderr.includes(interruptAt)) child.kill("SIGTERM");
  });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, stdout, stderr };
}

const NO_REGISTRY = { npm_config_registry: "http://127.0.0.1:9/", npm_config_fetch_retries: "0" };

test("without a registry for third-party packages it says so and ends with 2", async () => {
  const strict = await releaseCheck(["--json"], { ...NO_REGISTRY, npm_config_cache: join(folder, "cache") });
  expect(strict.stderr).toMatch(
    /^release-check: cannot check: the registry for third-party packages, http:\/\/127\.0\.0\.1:9\/, does not give /m,
  );
  expect(strict.code).toBe(2);
  expect(JSON.parse(strict.stdout) as Report).toMatchObject({
    ok: false,
    skipped: expect.stringContaining("127.0.0.1:9") as unknown,
  });
  expect(readdirSync(folder).filter((name) => name.startsWith("release-check-"))).toEqual([]);
});

test("an unknown option ends with 2 before anything is done", async () => {
  expect(await releaseCheck(["--update-size"], {})).toEqual({
    code: 2,
    stdout: "",
    stderr: "release-check: unknown option '--update-size' (Did you mean --update-sizes?)\n",
  });
});

test("a signal ends it with 128 and the signal's number, and it leaves nothing", async () => {
  const { code, stderr } = await releaseCheck([], {}, "release-check: registry: verdaccio");
  // Where no registry for third-party packages answers it cannot come that far.
  if (!stderr.includes("cannot check")) {
    expect(stderr).toContain("interrupted by SIGTERM, cleaned up");
    expect(code).toBe(143);
  }
  expect(readdirSync(folder)).toEqual([]);
});

test("what takes longer than it may is ended with 1, and leaves nothing", async () => {
  const { code, stderr } = await releaseCheck(["--timeout", "200ms"], {});
  expect(stderr).toContain("release-check: not done after 0.2 s, given up and cleaned up");
  expect(code).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});
