import { execFile } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, test } from "vitest";

import { watchdogUserData } from "./user-data.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "user-data-"));
});
afterAll(() => rm(directory, { recursive: true }));

/** Runs a script with programs that only note how they were called. */
async function calls(script: string, failing?: string): Promise<string> {
  const log = join(directory, `log-${Math.random()}`);
  for (const program of ["systemd-run", "shutdown"]) {
    const code = program === failing ? 1 : 0;
    await writeFile(join(directory, program), `#!/bin/sh\necho "${program} $*" >>"${log}"\nexit ${code}\n`);
    await chmod(join(directory, program), 0o755);
  }
  const env = { PATH: `${directory}:${process.env.PATH}` };
  await promisify(execFile)("/bin/sh", ["-c", script], { env });
  return readFile(log, "utf8");
}

/** What is left for every boot. */
const perBootScript = (at: Date): string => /<<'EOF'\n([\s\S]*)EOF\nchmod/.exec(watchdogUserData(at))?.[1] ?? "";
const inSeconds = (seconds: number): Date => new Date(Date.now() + seconds * 1000);

test("the watchdog is armed for the rest of its time, however late the machine boots", async () => {
  const said = await calls(perBootScript(inSeconds(1000)));
  const [, seconds] =
    /^systemd-run --unit=alpha-engine-deadline --on-active=(\d+) \/sbin\/shutdown -h now\n$/.exec(said) ?? [];
  expect(Number(seconds)).toBeGreaterThan(900);
  expect(Number(seconds)).toBeLessThanOrEqual(1000);
});

test("a machine that boots behind its time has one minute", async () => {
  expect(await calls(perBootScript(inSeconds(-5000)))).toContain("--on-active=60 ");
});

test("where systemd-run fails, shutdown itself waits", async () => {
  expect(await calls(perBootScript(inSeconds(630)), "systemd-run")).toMatch(/\nshutdown -h \+10\n$/);
});

test("what cloud-init runs leaves the same script for every later boot, and runs it", async () => {
  const perBoot = join(directory, "scripts/per-boot/alpha-engine-deadline");
  const at = inSeconds(1000);
  const script = watchdogUserData(at).replaceAll("/var/lib/cloud/scripts/per-boot/alpha-engine-deadline", perBoot);
  expect(await calls(script)).toContain("systemd-run --unit=alpha-engine-deadline");
  expect(await readFile(perBoot, "utf8")).toBe(perBootScript(at));
});
