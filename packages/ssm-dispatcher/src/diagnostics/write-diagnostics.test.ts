/** @module-tag slow */
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { hurried, startTestCloud, type TestCloud } from "../../testing/cloud.ts";
import { openFaultyWay } from "../../testing/faulty-way.ts";
import { attach } from "../dispatch/attach.ts";
import { dispatch } from "../dispatch/dispatch.ts";
import type { DispatchOptions } from "../dispatch/options.ts";
import type { DispatchResult } from "../verdict/result.ts";

let rig: TestCloud;
let id: string;
beforeAll(async () => {
  rig = await startTestCloud();
  id = await rig.boot();
});
afterAll(() => rig[Symbol.asyncDispose]());

const DATE = "2026-01-31";
const date = (): Date => new Date(`${DATE}T23:59:00Z`);
const run = (prefix: string, options: Partial<DispatchOptions>, effects: object = {}): Promise<DispatchResult> =>
  dispatch(
    {
      instanceId: id,
      description: "Nightly sweep",
      script: "true",
      diagnostics: { bucket: "bucket", prefix },
      ...options,
    },
    { ...rig, date, ...effects },
  );

async function written(prefix: string): Promise<readonly { readonly key: string; readonly content: object }[]> {
  const folder = join(rig.directory, "s3/bucket", prefix, DATE);
  await mkdir(folder, { recursive: true });
  const keys = (await readdir(folder)).toSorted();
  return Promise.all(
    keys.map(async (key) => ({ key, content: JSON.parse(await readFile(join(folder, key), "utf8")) as object })),
  );
}

describe.concurrent("an attempt leaves a JSON", () => {
  test("that tells how it ended, with the real tails of both streams", async () => {
    const script = "seq 1 20000; seq 1 9000 >&2; exit 3";
    const output = { bucket: "bucket", prefix: "out" };
    const result = await run("diag/told", { script, output, idempotencyKey: "told" });
    const [only, ...others] = await written("diag/told");
    expect(others).toEqual([]);
    expect(only?.key).toBe(`Nightly-sweep-${result.commandId}.json`);
    expect(only?.content).toMatchObject({
      name: "Nightly-sweep",
      description: "Nightly sweep",
      key: "told",
      outcome: "failed",
      exitCode: 3,
      started: "yes",
      instanceId: id,
      commandId: result.commandId,
      status: "Failed",
      statusDetails: "Failed",
      responseCode: 3,
      evidence: "SSM: Failed/Failed, response code 3",
      outputIsWhole: true,
      stdoutTail: expect.stringMatching(/\n19999\n20000\n$/),
      stderrTail: expect.stringMatching(/\n8999\n9000\n$/),
      timings: { requestedAt: date().toISOString(), startedAt: expect.any(String), elapsedSeconds: expect.any(Number) },
    });
  });

  test("for each run of a day, and for each look at the same command", async () => {
    const options = { diagnostics: { bucket: "bucket", prefix: "diag/day", name: "sweep" } };
    const results = [await run("", options), await run("", options)];
    const { commandId = "" } = results[0] ?? {};
    await attach({ commandId, instanceId: id, ...options }, { ...rig, date });
    const keys = (await written("diag/day")).map(({ key }) => key);
    const expected = [...results.map((result) => `sweep-${result.commandId}.json`), `sweep-${commandId}-2.json`];
    expect(keys).toEqual(expected.toSorted());
  });

  test("also when the instance is gone, was never known, or the send was lost", async () => {
    const gone = await rig.boot();
    await rig.ec2.send(new TerminateInstancesCommand({ InstanceIds: [gone] }));
    await run("diag/bad", { instanceId: gone });
    await run("diag/bad", { instanceId: "i-0123456789abcdef0" }, hurried(100));
    await using way = await openFaultyWay(rig.cloud.endpoint, () => "reset");
    await run("diag/bad", {}, { ssm: way.ssm });
    const outcomes = (await written("diag/bad")).map(({ content }) => (content as { outcome: string }).outcome);
    expect(outcomes.toSorted()).toEqual(["instance-lost", "never-ran", "unknown"]);
  });

  test("also when SSM refuses, before the dispatch rejects", async () => {
    const denied = { status: 400, type: "AccessDeniedException" } as const;
    await using way = await openFaultyWay(rig.cloud.endpoint, () => denied);
    await expect(run("diag/refused", {}, { ssm: way.ssm })).rejects.toThrow("out of order");
    expect(await written("diag/refused")).toMatchObject([
      {
        content: {
          outcome: "refused",
          evidence: "ssm:SendCommand failed: AccessDeniedException: out of order",
          instanceId: id,
        },
      },
    ]);
  });
});

test("what could not be written changes nothing but a notice", async () => {
  const notices: string[] = [];
  const diagnostics = { bucket: "absent", prefix: "diag" };
  const result = await run("", { script: "exit 7", diagnostics, onNotice: (text) => notices.push(text) });
  expect(result).toMatchObject({ outcome: "failed", exitCode: 7 });
  expect(notices).toEqual([expect.stringContaining("diagnostics not written to s3://absent/diag/2026-01-31/")]);
});

test.each(["tmp/data/1", "staging", "runs/Staging/x", "a/temp"])(
  "a prefix that clean-ups remove is refused, for diagnostics and for output: %s",
  async (prefix) => {
    const place = { bucket: "bucket", prefix };
    const refused = { code: "SCRIPT_REFUSED", message: expect.stringContaining(prefix) };
    await expect(run("", { diagnostics: place })).rejects.toMatchObject(refused);
    await expect(run("diag", { output: place })).rejects.toMatchObject(refused);
  },
);
