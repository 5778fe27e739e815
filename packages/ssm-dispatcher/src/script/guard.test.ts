/** @module-tag slow */
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { hurried, startTestCloud, type TestCloud, SOON } from "../../testing/cloud.ts";
import { type Fault, openFaultyWay } from "../../testing/faulty-way.ts";
import { dispatch } from "../dispatch/dispatch.ts";
import type { DispatchOptions } from "../dispatch/options.ts";
import type { DispatchResult } from "../verdict/result.ts";

let rig: TestCloud;
let id: string;
beforeAll(async () => {
  const undeliverable = { command: ({ comment }: { comment: string }) => (isLied(comment) ? LIE : undefined) };
  rig = await startTestCloud({ timings: { undeliverable: 0.2 }, faults: undeliverable });
  id = await rig.boot();
});
afterAll(() => rig[Symbol.asyncDispose]());

/** The first command of this name is called undeliverable although it runs. */
const LIE = { kind: "undeliverable" } as const;
let lies = 0;
const isLied = (comment: string): boolean => comment === "lied" && (lies += 1) === 1;

const run = (script: string, options: Partial<DispatchOptions>, effects: object = {}): Promise<DispatchResult> =>
  dispatch({ instanceId: id, description: "test", script, ...options }, { ...rig, ...effects });
const runs = async (name: string): Promise<number> =>
  (await readFile(join(rig.directory, "instances", id, "tmp", name), "utf8").catch(() => "")).split("\n").length - 1;

describe.concurrent("a send that may have been accepted", () => {
  test.each([
    ["lost on the way", "reset"],
    ["accepted, its answer lost", "answer-lost"],
    ["answered with 500", { status: 500, type: "InternalServerError" }],
    ["never answered", "silent"],
  ] as const)("%s, is repeated with a key, and the script runs once", async (name, fault: Fault) => {
    const key = `send-${name.replaceAll(/[ ,]/g, "-")}`;
    await using way = await openFaultyWay(rig.cloud.endpoint, (operation, n) =>
      operation === "SendCommand" && n < 2 ? fault : undefined,
    );
    const script = `echo ran >> /tmp/${key}; echo out; echo err >&2; exit 5`;
    const result = await run(script, { idempotencyKey: key, callTimeout: "2s" }, { ssm: way.ssm });
    expect(result).toMatchObject({ outcome: "failed", exitCode: 5, stdout: "out\n", outputIsWhole: true });
    expect(result.stderr).toBe("err\nfailed to run commands: exit status 5");
    expect(way.calls.filter((call) => call === "SendCommand")).toHaveLength(3);
    expect(await runs(key)).toBe(1);
  });

  test("and is then refused for good is unknown, not never-ran", async () => {
    await using way = await openFaultyWay(rig.cloud.endpoint, (operation, n) => {
      if (operation !== "SendCommand") return undefined;
      return n === 0 ? "answer-lost" : { status: 400, type: "ThrottlingException" };
    });
    const effects = { ssm: way.ssm, ...hurried(100) };
    const result = await run("true", { idempotencyKey: "refused-then" }, effects);
    expect(result).toMatchObject({ outcome: "unknown", exitCode: 69 });
  });
});

test("a guarded script that SSM wrongly calls undeliverable is sent again and its one run reported", async () => {
  const notices: string[] = [];
  const script = "echo ran >> /tmp/lied; sleep 1; echo done";
  const options = { description: "lied", idempotencyKey: "lied", onNotice: (text: string) => notices.push(text) };
  const result = await run(script, options);
  expect(result).toMatchObject({ outcome: "succeeded", stdout: "done\n" });
  expect(result.evidence).toContain("had run it already");
  expect(notices).toEqual([expect.stringContaining("Undeliverable")]);
  expect(await runs("lied")).toBe(1);
});

describe.concurrent("a second run under the same key", () => {
  test("answers with the first one's output and exit code", async () => {
    const script = "echo ran >> /tmp/again; seq 1 20000; echo problem >&2; kill -TERM $$";
    const options = { idempotencyKey: "again", output: { bucket: "bucket", prefix: "again" } };
    const [first, second] = [await run(script, options), await run(script, options)];
    expect(first).toMatchObject({ outcome: "failed", exitCode: 143, signal: "SIGTERM", outputIsWhole: true });
    for (const name of ["exitCode", "outcome", "signal", "stdout", "stderr"] as const)
      expect(second[name]).toEqual(first[name]);
    expect(second.evidence).toContain(`as command ${first.commandId}`);
    expect(await runs("again")).toBe(1);
  });

  test("waits for the first to end", async () => {
    const script = "echo ran >> /tmp/beside; sleep 1; echo $$";
    const both = await Promise.all([1, 2, 3].map(() => run(script, { idempotencyKey: "beside" })));
    expect(both.map(({ outcome }) => outcome)).toEqual(["succeeded", "succeeded", "succeeded"]);
    expect(new Set(both.map(({ stdout }) => stdout)).size).toBe(1);
    expect(await runs("beside")).toBe(1);
  });

  test("does not run what was killed, and says of it what SSM knows", async () => {
    const script = "echo ran >> /tmp/killed; echo begun; sleep 1000";
    const cancelling = new AbortController();
    const first = run(script, { idempotencyKey: "killed", signal: cancelling.signal });
    await vi.waitUntil(async () => (await runs("killed")) === 1, SOON);
    cancelling.abort();
    expect(await first).toMatchObject({ outcome: "cancelled" });
    const second = await run(script, { idempotencyKey: "killed" });
    expect(second).toMatchObject({ outcome: "cancelled", exitCode: 130, stdout: "begun\n" });
    expect(second.evidence).toContain("ended without a word of its own");
    expect(await runs("killed")).toBe(1);
  });

  test("is unknown where the first left nothing and nobody knows of it", async () => {
    const run1 = await run("echo ran >> /tmp/crashed; true", { idempotencyKey: "crashed" });
    expect(run1.outcome).toBe("succeeded");
    // As after a crash of the machine: the lock of a process that is gone, no exit code, a command nobody knows.
    const forget = `cd /var/lib/alpha-engine/runs/crashed; l=$(readlink lock); rm exit; ln -sfn "\${l%% *} - 1 b-1" lock`;
    expect(await run(forget, {})).toMatchObject({ exitCode: 0 });
    const second = await run("echo ran >> /tmp/crashed; true", { idempotencyKey: "crashed" });
    expect(second).toMatchObject({ outcome: "unknown", exitCode: 69 });
    expect(await runs("crashed")).toBe(1);
  });

  test("never ran where it is another script", async () => {
    await run("echo one", { idempotencyKey: "mixed-up" });
    const second = await run("echo two", { idempotencyKey: "mixed-up" });
    expect(second).toMatchObject({ outcome: "never-ran", exitCode: 69, stdout: "" });
    expect(second.evidence).toContain("another script under this key");
  });
});

describe.concurrent("a guarded script", () => {
  test.each([
    ["keeps its interpreter", "#!/usr/bin/env python3\nimport sys\nprint(sys.version_info.major)", "3\n"],
    ["has a closed stdin", "cat\necho after", "after\n"],
    ["is taken byte for byte", "printf '%s' '$HOME `id` \\\\ é'", "$HOME `id` \\\\ é"],
    ["has the agent's umask, and nothing of the guard in its environment", "umask; env | grep -c ^run=", "0022\n0\n"],
  ])("%s", async (name, script, stdout) => {
    const result = await run(script, { idempotencyKey: name.replaceAll(/[^a-z]/g, "-") });
    expect(result.stdout).toBe(stdout);
  });

  test("that asks for a reboot with 194 is run again after it by the same command, and by no other", async () => {
    const instanceId = await rig.boot();
    const script = "echo ran >> /opt/phases; [ $(wc -l < /opt/phases) = 2 ] && exit 0; exit 194";
    const options = { instanceId, idempotencyKey: "reboot" };
    expect(await run(script, options)).toMatchObject({ outcome: "succeeded" });
    expect(await run(script, options)).toMatchObject({ outcome: "succeeded" });
    expect(await run("cat /opt/phases", { instanceId })).toMatchObject({ stdout: "ran\nran\n" });
  });

  test.each(["", "../up", "a b", ".hidden", "x".repeat(129)])("is refused with the key %j", async (idempotencyKey) => {
    await expect(run("true", { idempotencyKey })).rejects.toMatchObject({ code: "SCRIPT_REFUSED" });
  });
});
