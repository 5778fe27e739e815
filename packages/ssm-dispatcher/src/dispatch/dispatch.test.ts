/** @module-tag slow */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

import { TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { hurried, startTestCloud, type TestCloud, SOON } from "../../testing/cloud.ts";
import type { DispatchResult } from "../verdict/result.ts";
import { dispatch } from "./dispatch.ts";
import type { DispatchOptions } from "./options.ts";

let rig: TestCloud;
let id: string;
beforeAll(async () => {
  rig = await startTestCloud();
  id = await rig.boot();
});
afterAll(() => rig[Symbol.asyncDispose]());

const run = (script: string, options: Partial<DispatchOptions> = {}): Promise<DispatchResult> =>
  dispatch({ instanceId: id, description: "test", script, ...options }, rig);

describe("the end of a script", () => {
  test.concurrent.each([
    ["echo fine", "succeeded", 0],
    ["exit 3", "failed", 3],
    ["exit 69", "failed", 69],
    ["exit 255", "failed", 255],
    ["exit 137", "failed", 137],
    ["kill -KILL $$", "failed", 137],
    ["kill -TERM $$", "failed", 143],
    ["nonexistent-command", "failed", 127],
  ] as const)("of `%s` is %s with %i", async (script, outcome, exitCode) => {
    expect(await run(script)).toMatchObject({ outcome, exitCode, instanceId: id, outputIsWhole: true });
  });

  test("comes with both streams, the command and the evidence", async () => {
    const result = await run("echo out; echo err >&2; exit 4");
    expect(result).toMatchObject({ stdout: "out\n", status: "Failed", statusDetails: "Failed" });
    expect(result.stderr).toBe("err\nfailed to run commands: exit status 4");
    expect(result.evidence).toBe("SSM: Failed/Failed, response code 4");
    expect(rig.cloud.commands().some(({ commandId }) => commandId === result.commandId)).toBe(true);
  });

  test("says by which signal, that it had started, and when it ran for how long", async () => {
    const before = Date.now();
    const { signal, started, timeout, responseCode, timings } = await run("sleep 0.3; kill -TERM $$");
    expect({ signal, started, timeout, responseCode }).toEqual({
      signal: "SIGTERM",
      started: "yes",
      timeout: undefined,
      responseCode: -1,
    });
    const { requestedAt, startedAt = "", endedAt = "", concludedAt, elapsedSeconds } = timings;
    const moments = [requestedAt, startedAt, endedAt, concludedAt].map((text) => Date.parse(text));
    expect(moments).toEqual(moments.toSorted((a, b) => a - b));
    expect(moments[0]).toBeGreaterThanOrEqual(before);
    expect(elapsedSeconds).toBeGreaterThanOrEqual(0.3);
    expect((await run("exit 7")).signal).toBeUndefined();
  });
});

describe("a script", () => {
  test("runs under bash where it names no interpreter", async () => {
    expect(await run(`[[ -n $BASH_VERSION ]] && set -o pipefail && false | true`)).toMatchObject({ exitCode: 1 });
  });

  test.each([
    ["#!/bin/sh\necho $0 | grep -c _script", "1\n"],
    ["#!/usr/bin/env python3\nimport sys\nprint(sys.version_info.major)", "3\n"],
  ])("runs under the interpreter of its first line: %j", async (script, stdout) => {
    expect(await run(script)).toMatchObject({ outcome: "succeeded", stdout });
  });

  test("has a closed stdin: what reads it neither hangs nor eats the script", async () => {
    expect(await run("cat\nread -r line || echo nothing to read\necho after")).toMatchObject({
      outcome: "succeeded",
      stdout: "nothing to read\nafter\n",
    });
  });

  test("gets every value of its environment as it is", async () => {
    const environment = {
      QUOTES: `it's "so"`,
      SPACES: "  a  b  ",
      LINES: "one\ntwo\n",
      CODE: "$(touch /tmp/owned) `id` $HOME \\ !",
      EMPTY: "",
    };
    const script = 'for name in QUOTES SPACES LINES CODE EMPTY; do printf "%s\\0" "${!name}"; done; ls /tmp/owned';
    const { stdout, exitCode } = await run(script, { environment });
    expect(stdout.split("\0")).toEqual([...Object.values(environment), ""]);
    expect(exitCode).not.toBe(0);
  });

  test("keeps its first line when it gets an environment", async () => {
    const script = "#!/bin/bash -e\nfalse\necho not reached";
    expect(await run(script, { environment: { A: "1" } })).toMatchObject({ exitCode: 1, stdout: "" });
  });

  test.each([
    ["the script is empty", " \n", {}],
    ["{{ssm:…}}", "echo {{ ssm:/secret }}", {}],
    ["bytes", `: ${"x".repeat(63 * 1024)}`, {}],
    ["not a name", "true", { environment: { "a b": "1" } }],
    ["needs a shell", "#!/usr/bin/env python3\n", { environment: { A: "1" } }],
  ])("is refused before it is sent: %s", async (message, script, options) => {
    await expect(run(script, { ...options, description: "refused" })).rejects.toMatchObject({
      code: "SCRIPT_REFUSED",
      message: expect.stringContaining(message),
    });
    expect(rig.cloud.commands().some(({ comment }) => comment === "refused")).toBe(false);
  });
});

describe.concurrent("the output", () => {
  const long = "seq 1 20000; seq 20001 30000 >&2";
  const lines = (from: number, to: number): string =>
    Array.from({ length: to - from + 1 }, (_, index) => `${from + index}\n`).join("");

  test("is whole beyond SSM's 24,000 characters when it has a bucket", async () => {
    const result = await run(long, { output: { bucket: "bucket", prefix: "outputs" } });
    expect(result.outputIsWhole).toBe(true);
    expect(result.stdout).toBe(lines(1, 20_000));
    expect(result.stderr).toBe(lines(20_001, 30_000));
  });

  test("is found at the bucket's top too", async () => {
    expect(await run(long, { output: { bucket: "bucket", prefix: "" } })).toMatchObject({ outputIsWhole: true });
  });

  test("is said to be only its beginning when it has no bucket, or one that is not there", async () => {
    for (const output of [undefined, { bucket: "absent", prefix: "outputs" }]) {
      const result = await run(long, { output });
      expect(result).toMatchObject({ outcome: "succeeded", outputIsWhole: false });
      expect(lines(1, 20_000).startsWith(result.stdout.slice(0, 20_000))).toBe(true);
    }
  });
});

describe("an instance", () => {
  test("that SSM does not know never ran anything", async () => {
    const instanceId = "i-0123456789abcdef0";
    const options = { instanceId, description: "test", script: "true" };
    expect(await dispatch(options, { ...rig, ...hurried(100) })).toMatchObject({
      outcome: "never-ran",
      exitCode: 69,
      commandId: undefined,
      started: "no",
      evidence: expect.stringContaining("InvalidInstanceId"),
    });
  });

  test("that is gone already is known at once", async () => {
    const instanceId = await rig.boot();
    await rig.ec2.send(new TerminateInstancesCommand({ InstanceIds: [instanceId] }));
    expect(await run("true", { instanceId })).toMatchObject({ outcome: "instance-lost", exitCode: 69 });
  });

  test("that is gone is named with EC2's own reason", async () => {
    const instanceId = await rig.boot();
    await rig.terminate(instanceId);
    await vi.waitUntil(
      () => rig.cloud.instances().some((one) => one.instanceId === instanceId && one.state === "terminated"),
      SOON,
    );
    const { evidence } = await run("true", { instanceId });
    expect(evidence).toContain("EC2: the instance is gone (terminated, Client.");
  });

  test.concurrent.each([
    ["terminated", (lost: string) => rig.ec2.send(new TerminateInstancesCommand({ InstanceIds: [lost] }))],
    ["reclaimed", async (lost: string) => rig.cloud.reclaim(lost, { noticeLead: 0.1 })],
    ["reclaimed in silence", async (lost: string) => rig.cloud.reclaim(lost, { noticeLead: 0.1, ssm: "silent" })],
  ])("that is %s under its script is known to be lost long before the timeout", async (_, take) => {
    const instanceId = await rig.boot();
    const dispatched = run("echo begun; sleep 1000", { instanceId });
    await vi.waitUntil(
      () => rig.cloud.commands().some((command) => command.instanceId === instanceId && command.startedAt),
      SOON,
    );
    await take(instanceId);
    const lost = await dispatched;
    expect(lost).toMatchObject({ outcome: "instance-lost", exitCode: 69, started: "yes", outputIsWhole: false });
    expect(lost.evidence).toMatch(/EC2: the instance is gone \((shutting-down|terminated)/);
  });
});

describe("cancelling", () => {
  test("ends the remote process, is waited for, and says so", async () => {
    const cancelling = new AbortController();
    const dispatched = run("echo $$; exec sleep 98765", { signal: cancelling.signal });
    await vi.waitUntil(() => isRunning("sleep\x0098765\0"), SOON);
    cancelling.abort();
    expect(await dispatched).toMatchObject({ outcome: "cancelled", exitCode: 130, status: "Cancelled" });
    await vi.waitUntil(() => !isRunning("sleep\x0098765\0"), SOON);
  });

  test("interrupts the wait between two looks", async () => {
    const cancelling = new AbortController();
    // Soon fifty minutes have passed by the dispatcher's clock, so that it looks every five seconds only.
    const begunAt = performance.now();
    const now = (): number => performance.now() + (performance.now() - begunAt > 300 ? 3_000_000 : 0);
    const options = { instanceId: id, description: "test", script: "sleep 1000", signal: cancelling.signal };
    const dispatched = dispatch(options, { ...rig, now });
    await delay(800);
    cancelling.abort();
    expect(await dispatched).toMatchObject({ outcome: "cancelled" });
  });

  test("before the script was sent sends nothing", async () => {
    const before = rig.cloud.commands().length;
    expect(await run("true", { signal: AbortSignal.abort() })).toMatchObject({
      outcome: "cancelled",
      exitCode: 130,
      commandId: undefined,
    });
    expect(rig.cloud.commands()).toHaveLength(before);
  });
});

function isRunning(commandLine: string): boolean {
  return readdirSync("/proc").some((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, "utf8") === commandLine;
    } catch {
      return false;
    }
  });
}
