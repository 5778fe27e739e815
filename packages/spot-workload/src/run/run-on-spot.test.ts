/** @module-tag slow */
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../testing/cloud.ts";
import { runIn, script, specFor, type Told, types } from "../../testing/workload.ts";
import type { Effects } from "../effects.ts";
import type { SpotWorkloadOptions } from "./context.ts";

let rig: TestCloud;
beforeAll(async () => {
  rig = await startTestCloud();
});
beforeEach(() => rig.reset());
afterAll(() => rig[Symbol.asyncDispose]());

const run = (spec: SpotWorkloadOptions, effects?: Effects): Promise<Told> => runIn(rig, spec, effects);

describe("a run that goes well", () => {
  test("launches, stages, runs the scripts in order, emits its heartbeats and gives the instance back", async () => {
    const spec = specFor({
      scripts: [
        { name: "bootstrap", lines: ["echo $RUN_DATE $STAGING_PREFIX"], timeout: 60 },
        { name: "workload", lines: ["seq 1 20000", "echo done >&2"], timeout: 3600 },
      ],
      heartbeats: ["sweep", "sweep-report"],
    });
    let staged: Promise<readonly string[]> | undefined;
    const told = await run({
      ...spec,
      onEvent: ({ type }) => void (type === "script-started" && (staged ??= rig.keys("tmp/"))),
    });
    expect(told.result).toMatchObject({ exitCode: 0, attempts: 1, instanceId: expect.stringMatching(/^i-/) });
    expect(types(told)).toEqual([
      "launched",
      "running",
      "online",
      "script-started",
      "script-ended",
      "script-started",
      "script-ended",
      "heartbeat",
      "heartbeat",
      "given-back",
      "attempt-ended",
    ]);
    const prefix = `tmp/sweep/${spec.runId}/1`;
    expect(await staged).toEqual([`${prefix}/config.json`, `${prefix}/deadline`, `${prefix}/manifest.json`]);
    const [bootstrap, workload] = told.events.filter((event) => event.type === "script-ended");
    expect(bootstrap).toMatchObject({ script: "bootstrap", stdout: `2026-01-31 ${prefix}\n`, exitCode: 0 });
    expect(workload?.stdout.split("\n")).toHaveLength(20_001);
    expect(workload).toMatchObject({ script: "workload", outcome: "succeeded", stderr: "done\n" });
  });

  test("counts its heartbeats as metrics that the alarms watch", async () => {
    await run(specFor({ heartbeats: ["sweep", "sweep-report"] }));
    expect(rig.metrics).toMatchObject(
      ["sweep", "sweep-report"].map((Value) => ({
        namespace: "AlphaEngine",
        name: "Heartbeat",
        dimensions: { Process: Value },
      })),
    );
  });

  test("stays so when CloudWatch is away", async () => {
    const nowhere = { endpoint: "http://127.0.0.1:1", region: "us-east-1", maxAttempts: 1 };
    const told = await run(specFor(), { cloudwatch: new CloudWatchClient(nowhere) });
    expect(told.result.exitCode).toBe(0);
    expect(told.events.filter(({ type }) => type === "trouble")).toMatchObject([{ what: "heartbeat" }]);
  });

  test("tags the instance with a deadline behind the sum of its budgets", async () => {
    const { result } = await run(specFor({ scripts: [{ name: "workload", lines: ["true"], timeout: 7200 }] }));
    const { tags = {} } = rig.cloud.instances().find(({ instanceId }) => instanceId === result.instanceId) ?? {};
    const seconds = (Date.parse(tags["alpha-engine:deadline"] ?? "") - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(7200 + 2400);
    expect(seconds).toBeLessThan(7200 + 2700);
  });
});

describe("a script that fails", () => {
  test.concurrent.each([1, 2, 64, 69, 124, 137, 143])(
    "with %i ends the run with that code, and nothing is relaunched",
    async (code) => {
      const told = await run(
        specFor({
          scripts: [
            { name: "deps", lines: [`exit ${code}`], timeout: 60 },
            { name: "workload", lines: ["echo never"], timeout: 60 },
          ],
        }),
      );
      expect(told.result).toMatchObject({ exitCode: code, attempts: 1 });
      expect(types(told).filter((type) => type === "script-started" || type === "launched")).toHaveLength(2);
      expect(rig.metrics).toEqual([]);
    },
  );

  test("in the middle of a pipe fails", async () => {
    expect((await run(specFor(script("false | cat", "echo never")))).result.exitCode).toBe(1);
  });
});

describe("no capacity", () => {
  test("anywhere is tried again as often as allowed, then the code is 64", async () => {
    rig.reset({ launch: () => ({ code: "InsufficientInstanceCapacity" }) });
    const told = await run(specFor({ maxAttempts: 3 }));
    expect(told.result).toEqual({ exitCode: 64, attempts: 3, instanceId: undefined });
    expect(types(told).filter((type) => type === "refused")).toHaveLength(12);
    expect(types(told).filter((type) => type === "relaunching")).toHaveLength(2);
  });

  test("in the first round and some in the second is a run that goes well", async () => {
    let asked = 0;
    rig.reset({ launch: () => ((asked += 1) <= 4 ? { code: "InsufficientInstanceCapacity" } : undefined) });
    expect((await run(specFor())).result).toMatchObject({ exitCode: 0, attempts: 2 });
  });
});

describe("a relaunch", () => {
  test("is not begun when what is left of the step does not hold a whole attempt", async () => {
    rig.reset({ launch: () => ({ code: "InsufficientInstanceCapacity" }) });
    let now = 0;
    const told = await run(specFor({ maxAttempts: 2, budget: { boot: 60, stepTimeout: 360 } }), {
      // The launch takes two minutes of waiting.
      now: () => (now += 60_000),
    });
    expect(told.result).toEqual({ exitCode: 64, attempts: 1, instanceId: undefined });
    expect(told.events.find(({ type }) => type === "not-relaunching")).toMatchObject({
      because: expect.stringMatching(/a whole attempt 120 s \+ margin 120 s = \d+ s, and the step ends at 360 s/),
    });
  });
});

describe("the signal", () => {
  test("cancels the script, gives the instance back and ends with 130", async () => {
    const aborting = new AbortController();
    const told = await run({
      ...specFor(script("sleep 1000")),
      signal: aborting.signal,
      onEvent: ({ type }) => void (type === "script-started" && setTimeout(() => aborting.abort(), 200)),
    });
    expect(told.result).toMatchObject({ exitCode: 130, attempts: 1 });
    expect(types(told).slice(-3)).toEqual(["script-ended", "given-back", "attempt-ended"]);
  });

  test("gives back an instance that is not online yet", async () => {
    const aborting = new AbortController();
    const told = await run({
      ...specFor(),
      signal: aborting.signal,
      onEvent: ({ type }) => void (type === "launched" && aborting.abort()),
    });
    expect(told.result).toMatchObject({ exitCode: 130, attempts: 1 });
    expect(types(told)).toEqual(["launched", "given-back", "attempt-ended"]);
  });

  test("between two attempts ends the wait, and nothing more is launched", async () => {
    rig.reset({ launch: () => ({ code: "InsufficientInstanceCapacity" }) });
    const aborting = new AbortController();
    const startedAt = performance.now();
    const told = await run({
      ...specFor({ retryBackoff: 60 }),
      signal: aborting.signal,
      onEvent: ({ type }) => void (type === "relaunching" && setTimeout(() => aborting.abort(), 50)),
    });
    expect(told.result).toMatchObject({ exitCode: 130, attempts: 1 });
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });
});

describe("what cannot work rejects with nothing left rented:", () => {
  test("a launch that EC2 refuses", async () => {
    rig.reset({ launch: () => ({ code: "UnauthorizedOperation" }) });
    await expect(run(specFor())).rejects.toMatchObject({ code: "LAUNCH_REFUSED" });
  });

  test("a script that SSM would not take, before anything is launched", async () => {
    const before = rig.cloud.instances().length;
    await expect(run(specFor(script("echo {{ssm:secret}}")))).rejects.toMatchObject({ code: "SCRIPT_REFUSED" });
    expect(rig.cloud.instances()).toHaveLength(before);
  });

  test("a bucket that is not there, and a file name that leads out of the folder", async () => {
    await expect(run(specFor({ bucket: "absent" }))).rejects.toMatchObject({
      code: "STAGING_FAILED",
      message: expect.stringContaining("NoSuchBucket"),
    });
    await expect(run(specFor({ files: [{ name: "../x", body: "" }] }))).rejects.toMatchObject({
      code: "STAGE_INCOMPLETE",
    });
  });

  test("an S3 that cannot be reached", async () => {
    const s3 = new S3Client({ endpoint: "http://127.0.0.1:1", region: "us-east-1", maxAttempts: 1 });
    await expect(run(specFor(), { s3 })).rejects.toMatchObject({
      code: "STAGING_FAILED",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });
});
