/** @module-tag slow */
import { rehearsalClock } from "@alpha-engine/asl";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../testing/cloud.ts";
import { dispatch } from "../dispatch/dispatch.ts";
import type { DispatchResult } from "../verdict/result.ts";

let rig: TestCloud;
let id: string;
beforeAll(async () => {
  rig = await startTestCloud({ clock: rehearsalClock({ rate: 40 }) });
  id = await rig.boot();
});
afterAll(() => rig[Symbol.asyncDispose]());

const run = (script: string, executionTimeout: number): Promise<DispatchResult> =>
  dispatch({ instanceId: id, description: "test", script, executionTimeout, deliveryTimeout: 30 }, rig);

test("a script that outlives its execution timeout is killed and timed out, its output not whole", async () => {
  expect(await run("echo begun; sleep 1000", 5)).toMatchObject({
    outcome: "timed-out",
    exitCode: 124,
    timeout: "execution",
    started: "yes",
    statusDetails: "ExecutionTimedOut",
    outputIsWhole: false,
  });
});

test("what a timed-out script had printed is to be had from the bucket", async () => {
  const options = { instanceId: id, description: "test", script: "echo begun; sleep 1000", executionTimeout: 40 };
  const result = await dispatch({ ...options, output: { bucket: "bucket", prefix: "out" } }, rig);
  expect(result).toMatchObject({ outcome: "timed-out", stdout: "begun\n" });
});

test("a script that says 137 within its time has failed and was not timed out", async () => {
  expect(await run("exit 137", 600)).toMatchObject({ outcome: "failed", exitCode: 137, status: "TimedOut" });
});

test("the delivery timeout does not end a script that runs", async () => {
  // 40 of the cloud's seconds.
  expect(await run("sleep 1; exit 6", 600)).toMatchObject({ outcome: "failed", exitCode: 6 });
});
