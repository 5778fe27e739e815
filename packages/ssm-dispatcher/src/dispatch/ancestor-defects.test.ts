/** @module-tag slow */
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { rehearsalClock } from "@alpha-engine/asl";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { hurried, startTestCloud, type TestCloud, SOON } from "../../testing/cloud.ts";
import { startCommand } from "../../testing/command.ts";
import { openFaultyWay } from "../../testing/faulty-way.ts";
import type { DispatchResult } from "../verdict/result.ts";
import { dispatch } from "./dispatch.ts";
import type { DispatchOptions } from "./options.ts";

/** Each of the fifteen defects that the Python dispatcher before this one shipped with, in the situation it showed in. */
let rig: TestCloud;
let id: string;
beforeAll(async () => {
  rig = await startTestCloud();
  id = await rig.boot();
});
afterAll(() => rig[Symbol.asyncDispose]());

const run = (script: string, options: Partial<DispatchOptions> = {}, effects: object = {}): Promise<DispatchResult> =>
  dispatch({ instanceId: id, description: "test", script, ...options }, { ...rig, ...effects });
const OUTPUT = { bucket: "bucket", prefix: "kept" };

test("a step of more than an hour is not killed after an hour when its timeout is 90", async () => {
  // Two seconds of sleep are 3,800 on the cloud's clock.
  await using cloud = await startTestCloud({ clock: rehearsalClock({ rate: 1900 }) });
  const options = {
    instanceId: await cloud.boot(),
    description: "data",
    script: "sleep 2; echo done",
    deliveryTimeout: 3600,
  };
  const own = await dispatch({ ...options, executionTimeout: 5400 }, cloud);
  expect(own).toMatchObject({ outcome: "succeeded", stdout: "done\n" });
  expect(own.timings.elapsedSeconds).toBeGreaterThan(3600);
  // The same, when nobody sets the document's own timeout.
  expect(await dispatch(options, cloud)).toMatchObject({ outcome: "timed-out", timeout: "execution", exitCode: 124 });
});

test("an agent that is offline is waited for a minute, not for the script's two hours", async () => {
  const clock = rehearsalClock({ rate: 50 });
  const release = clock.hold();
  const timings = { undeliverable: 100_000 };
  const agent = (): object => ({ losses: [{ after: 30 }] });
  await using cloud = await startTestCloud({ clock, timings, faults: { agent } });
  const instanceId = await cloud.boot();
  await vi.waitUntil(() => cloud.cloud.instances().every(({ online }) => !online), SOON);
  const sentAt = clock.now();
  const options = { instanceId, description: "test", script: "true", executionTimeout: 7200 };
  const result = await dispatch(options, cloud);
  expect(result).toMatchObject({ outcome: "timed-out", timeout: "delivery", exitCode: 69, started: "unknown" });
  expect(clock.now() - sentAt).toBeLessThan(600_000);
  release();
});

describe("of a long log", () => {
  test("the tail is the log's own end, not the end of its first 24,000 characters, of either stream", async () => {
    const script = "seq 1 20000; echo the real error; seq 1 9000 >&2; echo the real problem >&2; exit 1";
    const { stdout, stderr } = await run(script, { output: OUTPUT });
    expect(stdout.endsWith("20000\nthe real error\n")).toBe(true);
    expect(stderr.endsWith("9000\nthe real problem\n")).toBe(true);
  });

  test("lines are seen while the script runs, where that is asked for", async () => {
    let seenAt = Infinity;
    const onOutput = (): void => void (seenAt = Math.min(seenAt, performance.now()));
    await run("echo early; sleep 4", { live: true, onOutput });
    expect(performance.now() - seenAt).toBeGreaterThan(1500);
  });
});

test("the whole output is not kept where the launcher's clean-up removes it", async () => {
  const staging = { bucket: "bucket", prefix: "tmp/backtester/run-1/1" };
  await expect(run("true", { output: staging })).rejects.toMatchObject({
    code: "SCRIPT_REFUSED",
    message: expect.stringContaining("which clean-ups remove"),
  });
});

test("Cancelling is no end: the process may still run", async () => {
  const answer = { Status: "Cancelling", StatusDetails: "Cancelling", ResponseCode: -1 };
  await using way = await openFaultyWay(rig.cloud.endpoint, (operation, n) =>
    operation === "GetCommandInvocation" && n < 5 ? { answer } : undefined,
  );
  expect(await run("sleep 0.3; exit 4", {}, { ssm: way.ssm })).toMatchObject({ outcome: "failed", exitCode: 4 });
});

test.each([
  ["InternalServerError", { status: 500, type: "InternalServerError" }],
  ["ServiceUnavailable", { status: 503, type: "ServiceUnavailable" }],
  ["RequestTimeout", { status: 400, type: "RequestTimeout" }],
  ["ExpiredToken", { status: 400, type: "ExpiredTokenException" }],
  ["a connection error", "reset"],
] as const)("%s while the remote work goes on does not end the run", async (_, fault) => {
  await using way = await openFaultyWay(rig.cloud.endpoint, (operation, n) =>
    operation === "GetCommandInvocation" && n < 4 ? fault : undefined,
  );
  expect(await run("exit 6", {}, { ssm: way.ssm, ...hurried(10) })).toMatchObject({ outcome: "failed", exitCode: 6 });
});

test("an SSM that holds InProgress for ever is not waited for for ever", async () => {
  const answer = { Status: "InProgress", StatusDetails: "InProgress", ResponseCode: -1 };
  await using way = await openFaultyWay(rig.cloud.endpoint, (operation) =>
    operation === "GetCommandInvocation" ? { answer } : undefined,
  );
  const options = { executionTimeout: 10, deliveryTimeout: 30 };
  const result = await run("true", options, { ssm: way.ssm, ...hurried(200) });
  expect(result).toMatchObject({ outcome: "unknown", exitCode: 69 });
});

test("SIGTERM to the dispatcher ends the remote process", async () => {
  const args = ["run", "--instance-id", id, "--description", "test", "--script-stdin"];
  const { child, result } = startCommand(args, rig.cloud.environment, "sleep 1000; : sd8");
  const status = (): string | undefined =>
    rig.cloud.commands().find(({ script, startedAt }) => script.includes("sd8") && startedAt !== undefined)?.status;
  await vi.waitUntil(() => status() !== undefined, SOON);
  child.kill("SIGTERM");
  expect(await result).toMatchObject({ exitCode: 130 });
  expect(status()).toBe("Cancelled");
});

test.each([2, 64, 137])("the remote exit code %i is the result's, not 1", async (exitCode) => {
  expect(await run(`exit ${exitCode}`)).toMatchObject({ outcome: "failed", exitCode });
});

test("the diagnostics of two steps of a day stand beside each other, also of a send that failed", async () => {
  const notices: string[] = [];
  const diagnostics = { bucket: "bucket", prefix: "ae-data" };
  const options = { diagnostics, onNotice: (text: string) => notices.push(text) };
  const one = await run("exit 1", options);
  const two = await run("exit 2", options);
  const never = await run("true", { ...options, instanceId: "i-0123456789abcdef0" }, hurried(200));
  expect([one, two, never].map(({ exitCode }) => exitCode)).toEqual([1, 2, 69]);
  expect(notices).toEqual([]);
  const { Contents = [] } = await rig.s3.send(new ListObjectsV2Command({ Bucket: "bucket", Prefix: "ae-data/" }));
  expect(Contents).toHaveLength(3);
});

test("a child that reads stdin does not eat the script", async () => {
  const script = "echo before\ncat\nwhile read -r line; do echo ate: $line; done\necho after\nexit 5";
  expect(await run(script)).toMatchObject({ exitCode: 5, stdout: "before\nafter\n" });
});

test("a missing --script-file is one line and 2, no traceback", async () => {
  const args = ["run", "--instance-id", id, "--description", "test", "--script-file", "/not/there"];
  const { exitCode, stdout, stderr } = await startCommand(args, rig.cloud.environment).result;
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toMatch(/^ssm-dispatcher: cannot read the script: ENOENT[^\n]*\n$/);
});

test("what SSM would refuse is refused before it is sent, or made right", async () => {
  await using way = await openFaultyWay(rig.cloud.endpoint, () => undefined);
  const refused = run(`: ${"x".repeat(64 * 1024)}`, {}, { ssm: way.ssm });
  await expect(refused).rejects.toMatchObject({ code: "SCRIPT_REFUSED" });
  expect(way.calls).toEqual([]);
  expect(await run("true", { deliveryTimeout: 5, description: "x".repeat(200) })).toMatchObject({ exitCode: 0 });
});

test.each(["InvalidInstanceId", "ThrottlingException"])("a send refused by %s is repeated", async (type) => {
  await using way = await openFaultyWay(rig.cloud.endpoint, (operation, n) =>
    operation === "SendCommand" && n < 3 ? { status: 400, type } : undefined,
  );
  const script = `echo ran >> /tmp/sd14-${type}`;
  expect(await run(script, {}, { ssm: way.ssm })).toMatchObject({ outcome: "succeeded" });
  const ran = await readFile(join(rig.directory, "instances", id, `tmp/sd14-${type}`), "utf8");
  expect(ran).toBe("ran\n");
});

test("the first look comes at once and no two waits are equal", async () => {
  const waits: number[] = [];
  const sleep = async (ms: number): Promise<void> => {
    waits.push(ms);
    await new Promise((resolve) => setTimeout(resolve, ms));
  };
  await run("true", {}, { sleep });
  expect(waits[0]).toBeLessThan(200);
  expect(new Set(waits).size).toBe(waits.length);
});
