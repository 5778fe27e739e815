/** @module-tag slow */
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { openFaultyWay as openWay } from "@alpha-engine/faulty-way";
import { S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { hurried, startTestCloud, type TestCloud } from "../../testing/cloud.ts";
import { type Fault, openFaultyWay } from "../../testing/faulty-way.ts";
import type { DispatchResult } from "../verdict/result.ts";
import { dispatch } from "./dispatch.ts";
import type { DispatchOptions } from "./options.ts";

const THROTTLED: Fault = { status: 400, type: "ThrottlingException" };
const OUT_OF_ORDER: Fault = { status: 500, type: "InternalServerError" };

let rig: TestCloud;
let id: string;
beforeAll(async () => {
  rig = await startTestCloud({ timings: { registration: 0.6 } });
  id = await rig.boot();
});
afterAll(() => rig[Symbol.asyncDispose]());

interface Told {
  readonly result: DispatchResult;
  readonly calls: readonly string[];
  /** How often the script ran. */
  readonly runs: number;
}

let tests = 0;

async function runOn(
  fault: (operation: string, before: number) => Fault | undefined,
  options: Partial<DispatchOptions> = {},
  effects: object = hurried(5),
): Promise<Told> {
  tests += 1;
  const description = `test ${tests}`;
  const script = `echo ran >> /tmp/runs-${tests}; exit 5`;
  const file = join(rig.directory, "instances", id, `tmp/runs-${tests}`);
  await using way = await openFaultyWay(rig.cloud.endpoint, fault);
  const request = { instanceId: id, description, script, ...options };
  const result = await dispatch(request, { ...rig, ssm: way.ssm, ...effects });
  const ran = await readFile(file, "utf8").catch(() => "");
  return { result, calls: way.calls, runs: ran.split("\n").length - 1 };
}

describe.concurrent("the verdict is right, and the script ran once,", () => {
  test.each([
    ["throttled", THROTTLED],
    ["answered with 500", OUT_OF_ORDER],
    ["cut off", "reset"],
    ["answered, and the answer lost,", "answer-lost"],
    ["refused for expired credentials", { status: 400, type: "ExpiredTokenException" }],
  ] as const)("when the first six looks are %s", async (_, fault) => {
    const { result, calls, runs } = await runOn((operation, n) =>
      operation === "GetCommandInvocation" && n < 6 ? fault : undefined,
    );
    expect(result).toMatchObject({ outcome: "failed", exitCode: 5 });
    expect(calls.filter((call) => call === "SendCommand")).toHaveLength(1);
    expect(runs).toBe(1);
  });

  test.each([
    ["throttled", THROTTLED],
    ...[
      "RequestThrottled",
      "RequestThrottledException",
      "ThrottledException",
      "EC2ThrottledException",
      "TooManyRequestsException",
      "ExpiredToken",
      "RequestExpired",
      "RequestTimeTooSkewed",
    ].map((type): [string, Fault] => [`refused by ${type}`, { status: 400, type }]),
    ["refused by HTTP 429 under an unknown name", { status: 429, type: "SlowerPlease" }],
    ["refused for expired credentials", { status: 400, type: "ExpiredTokenException" }],
    ["refused because the agent has not registered", { status: 400, type: "InvalidInstanceId" }],
  ] as [string, Fault][])("when the first five sends are %s", async (_, fault) => {
    const first = (operation: string, n: number): Fault | undefined =>
      operation === "SendCommand" && n < 5 ? fault : undefined;
    const { result, runs } = await runOn(first, {}, hurried(2));
    expect(result).toMatchObject({ outcome: "failed", exitCode: 5 });
    expect(runs).toBe(1);
  });

  test("when the invocation is not registered for a while", async () => {
    // The cloud of this file takes 600 ms to know a command.
    const { result, calls } = await runOn(() => undefined, {}, {});
    expect(result).toMatchObject({ outcome: "failed", exitCode: 5 });
    expect(calls.filter((call) => call === "GetCommandInvocation").length).toBeGreaterThan(3);
  });

  test("when one look is never answered", async () => {
    const { result } = await runOn(
      (operation, n) => (operation === "GetCommandInvocation" && n === 1 ? "silent" : undefined),
      { callTimeout: "2s" },
      {},
    );
    expect(result).toMatchObject({ outcome: "failed", exitCode: 5 });
  });
});

describe.concurrent("a send", () => {
  test.each([
    ["lost on the way", "reset", 0],
    ["done but its answer lost", "answer-lost", 1],
    ["answered with 500", OUT_OF_ORDER, 0],
    ["never answered", "silent", 0],
  ] as const)("that was %s is never repeated: the outcome is unknown", async (name, fault, sent) => {
    const { result, calls } = await runOn(
      (operation) => (operation === "SendCommand" ? fault : undefined),
      { script: "true", description: name, callTimeout: "3s" },
      {},
    );
    expect(result).toMatchObject({ outcome: "unknown", exitCode: 69, commandId: undefined, outputIsWhole: false });
    expect(result.evidence).toContain("may have accepted it");
    expect(calls).toEqual(["SendCommand"]);
    expect(rig.cloud.commands().filter(({ comment }) => comment === name)).toHaveLength(sent);
  });

  test("that is throttled for good never ran", async () => {
    const { result } = await runOn(() => THROTTLED, {}, hurried(200));
    expect(result).toMatchObject({ outcome: "never-ran", exitCode: 69 });
  });

  test("that is not allowed rejects at once, and says who must be allowed what", async () => {
    const denied: Fault = { status: 400, type: "AccessDeniedException" };
    await expect(runOn(() => denied, {}, {})).rejects.toMatchObject({
      code: "CALL_FAILED",
      message: "ssm:SendCommand failed: AccessDeniedException: out of order",
      hint: expect.stringContaining("allow it to the role"),
    });
  });
});

// On images whose sh becomes the script, the agent reports no code for a signal, only its name.
test.concurrent.each([
  ["signal: killed", "failed", 137],
  ["signal: terminated", "failed", 143],
  ["signal: segmentation fault (core dumped)", "failed", 139],
  ["document process failed unexpectedly", "unknown", 69],
] as const)(
  "a failure without a code, of which the agent says `%s`, is %s with %i",
  async (words, outcome, exitCode) => {
    const said = { Status: "Failed", StatusDetails: "Failed", ResponseCode: -1 };
    const answer = { ...said, StandardErrorContent: `own words\nfailed to run commands: ${words}` };
    const { result } = await runOn((operation) => (operation === "GetCommandInvocation" ? { answer } : undefined));
    expect(result).toMatchObject({ outcome, exitCode });
  },
);

test("details are read with spaces too, as the documentation writes them", async () => {
  const answer = { Status: "TimedOut", StatusDetails: "Delivery Timed Out", ResponseCode: -1 };
  const { result } = await runOn((operation) => (operation === "GetCommandInvocation" ? { answer } : undefined));
  expect(result).toMatchObject({ outcome: "timed-out", exitCode: 69, statusDetails: "DeliveryTimedOut" });
});

test("a cancel that is refused is repeated until SSM takes it", async () => {
  const cancelling = new AbortController();
  const { result, calls } = await runOn(
    (operation, n) => (operation === "CancelCommand" && n < 3 ? THROTTLED : undefined),
    { script: "sleep 1000", signal: cancelling.signal, onSent: () => setTimeout(() => cancelling.abort(), 900) },
    {},
  );
  expect(result).toMatchObject({ outcome: "cancelled", exitCode: 130 });
  expect(calls.filter((call) => call === "CancelCommand")).toHaveLength(4);
});

test("a command that SSM took and never shows again is unknown", async () => {
  const gone: Fault = { status: 400, type: "InvocationDoesNotExist" };
  const { result } = await runOn(
    (operation) => (operation === "GetCommandInvocation" ? gone : undefined),
    {},
    hurried(200),
  );
  expect(result).toMatchObject({ outcome: "unknown", exitCode: 69, evidence: expect.stringContaining("no such") });
});

test("where this machine's clock is an hour off, the send is repeated with the right time", async () => {
  await using late = await startTestCloud({ faults: { clockSkewSeconds: 3600 } });
  const instanceId = await late.boot();
  const script = "seq 1 9000; exit 5";
  const options = { instanceId, description: "late", script, output: { bucket: "bucket", prefix: "out" } };
  expect(await dispatch(options, late)).toMatchObject({ outcome: "failed", exitCode: 5, outputIsWhole: true });
  expect(late.cloud.commands()).toHaveLength(1);
});

test("a bucket that is out of order for a while is asked again", async () => {
  const storage = rig.cloud.environment["AWS_ENDPOINT_URL_S3"] ?? "";
  await using way = await openWay(
    storage,
    () => "s3",
    (_, before) => (before < 3 ? "reset" : undefined),
  );
  const s3 = new S3Client({ region: "us-east-1", endpoint: way.endpoint, forcePathStyle: true, maxAttempts: 1 });
  const options = { script: "seq 1 9000", output: { bucket: "bucket", prefix: "out" } };
  const { result } = await runOn(() => undefined, options, { ...hurried(5), s3 });
  expect(result).toMatchObject({ outcome: "succeeded", outputIsWhole: true });
  expect(result.outputUrls).toEqual([expect.stringMatching(/^s3:\/\/bucket\/out\/.+\/stdout$/)]);
});

test("the longest wait between two looks can be set", async () => {
  const waits: number[] = [];
  const effects = {
    now: () => performance.now() * 200,
    sleep: (ms: number) => (waits.push(ms), new Promise((resolve) => setTimeout(resolve, ms / 200))),
  };
  await runOn(() => undefined, { script: "sleep 1", pollInterval: 2 }, effects);
  expect(Math.max(...waits)).toBeLessThanOrEqual(2500);
  expect(Math.max(...waits)).toBeGreaterThan(1500);
});
