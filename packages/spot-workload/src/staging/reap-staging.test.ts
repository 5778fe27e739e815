/** @module-tag slow */
import { execFile } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

import { stage } from "@alpha-engine/ssm-dispatcher";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../testing/cloud.ts";
import { markStaging } from "./mark-staging.ts";
import { reapStaging } from "./reap-staging.ts";

const NOW = new Date("2026-01-31T12:00:00Z");

const EFFECTS = { date: () => NOW, sleep: delay, random: Math.random, now: () => performance.now() };

let rig: TestCloud;
beforeAll(async () => {
  rig = await startTestCloud();
});
afterAll(() => rig[Symbol.asyncDispose]());

async function staged(prefix: string, seconds: number): Promise<void> {
  await markStaging({ bucket: "bucket", prefix, seconds }, { ...EFFECTS, s3: rig.s3 });
  await stage({ bucket: "bucket", prefix, files: [{ name: "config.json", body: "{}" }] }, rig);
}

test("what a killed launcher left staged is found and removed behind its deadline, and nothing else", async () => {
  await staged("tmp/sweep/dead/1", -60);
  await staged("tmp/sweep/alive/1", 60);
  const mine = { bucket: "bucket", at: NOW };
  const deadline = new Date("2026-01-31T11:59:00Z");
  expect(await reapStaging(mine, rig)).toEqual([{ prefix: "tmp/sweep/dead/1", deadline, removed: false }]);
  expect(await rig.keys("tmp/sweep/dead/")).toHaveLength(3);
  expect(await reapStaging({ ...mine, apply: true }, rig)).toMatchObject([{ removed: true }]);
  expect(await rig.keys("tmp/sweep/dead/")).toEqual([]);
  expect(await rig.keys("tmp/sweep/alive/")).toHaveLength(3);
});

test("the command says what it would remove, and with --apply removes it", async () => {
  await markStaging({ bucket: "bucket", prefix: "tmp/forgotten/1", seconds: -60 }, { ...EFFECTS, s3: rig.s3 });
  const command = async (...argv: readonly string[]): Promise<string> => {
    const args = ["dist/bin.js", "reap-staging", "--bucket", "bucket", "--prefix", "tmp/forgotten/", ...argv];
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      env: { ...process.env, ...rig.cloud.environment },
    });
    return stdout;
  };
  const place = "s3://bucket/tmp/forgotten/1/: past its deadline, 2026-01-31T11:59:00.000Z\n";
  expect(await command()).toBe(`would remove ${place}`);
  expect(await command("--apply")).toBe(`removed ${place}`);
  expect(await command("--json")).toBe("");
  await expect(command("--bucket", "no-such-bucket")).rejects.toMatchObject({ code: 1 });
});
