/** @module-tag slow */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { hurried, startTestCloud, type TestCloud, SOON } from "../../testing/cloud.ts";
import { openFaultyWay } from "../../testing/faulty-way.ts";
import { attach, cancel } from "./attach.ts";
import { dispatch } from "./dispatch.ts";
import type { DispatchOptions } from "./options.ts";
import { submit } from "./submit.ts";

let rig: TestCloud;
let id: string;
beforeAll(async () => {
  rig = await startTestCloud();
  id = await rig.boot();
});
afterAll(() => rig[Symbol.asyncDispose]());

async function sent(script: string, options: Partial<DispatchOptions> = {}): Promise<string> {
  const answer = await submit({ instanceId: id, description: "test", script, ...options }, rig);
  return answer.commandId ?? "";
}

describe.concurrent("attaching", () => {
  test("comes to the verdict and the whole output that the sender would have", async () => {
    const script = "sleep 0.5; seq 1 20000; echo err >&2; exit 9";
    const options = { output: { bucket: "bucket", prefix: "attach" } };
    const commandId = await sent(script, options);
    const own = await dispatch({ instanceId: id, description: "test", script, ...options }, rig);
    const attached = await attach({ commandId, instanceId: id }, rig);
    for (const name of ["outcome", "exitCode", "stdout", "stderr", "outputIsWhole", "evidence"] as const)
      expect(attached[name]).toEqual(own[name]);
    expect(attached).toMatchObject({ commandId, outcome: "failed", exitCode: 9, outputIsWhole: true });
  });

  test("follows live where the sender asked for it, and knows the guard", async () => {
    const script = "echo out; echo err >&2; sleep 2";
    const options = { idempotencyKey: "attach", live: true };
    await sent(script, options);
    const commandId = await sent(script, options);
    const pieces: string[] = [];
    const onOutput = (stream: string, text: string): void => void pieces.push(`${stream} ${text}`);
    const result = await attach({ commandId, instanceId: id, onOutput }, rig);
    expect(result).toMatchObject({ outcome: "succeeded", stdout: "out\n", stderr: "err\n" });
    expect(pieces.toSorted()).toEqual(["stderr err\n", "stdout out\n"]);
  });

  test("knows the timeout the sender set: a 137 before it was no timeout", async () => {
    const commandId = await sent("exit 137", { executionTimeout: 30 });
    expect(await attach({ commandId, instanceId: id }, rig)).toMatchObject({ outcome: "failed", exitCode: 137 });
  });

  test("survives throttling and faults", async () => {
    const commandId = await sent("exit 4");
    await using way = await openFaultyWay(rig.cloud.endpoint, (_, before) =>
      before < 2 ? { status: 400, type: "ThrottlingException" } : before < 4 ? "reset" : undefined,
    );
    expect(await attach({ commandId, instanceId: id }, { ...rig, ssm: way.ssm })).toMatchObject({ exitCode: 4 });
  });

  test("gives up on a service that never answers", async () => {
    await using way = await openFaultyWay(rig.cloud.endpoint, () => "reset");
    const effects = { ...rig, ssm: way.ssm, ...hurried(200) };
    const attaching = attach({ commandId: "00000000-0000-4000-8000-000000000000", instanceId: id }, effects);
    await expect(attaching).rejects.toThrow(/socket hang up|ECONNRESET/);
  });

  test("to what SSM does not know, or another instance has, is refused", async () => {
    const commandId = await sent("true");
    const hurry = { now: () => performance.now() * 50 };
    const unknown = { commandId: "00000000-0000-4000-8000-000000000000", instanceId: id };
    await expect(attach(unknown, { ...rig, ...hurry })).rejects.toMatchObject({ code: "NO_SUCH_COMMAND" });
    await expect(attach({ commandId, instanceId: "i-0123456789abcdef0" }, rig)).rejects.toMatchObject({
      code: "NO_SUCH_COMMAND",
    });
  });
});

test("cancelling what somebody sent ends it, and is waited for", async () => {
  const commandId = await sent("echo begun; sleep 1000");
  await vi.waitUntil(
    () => rig.cloud.commands().some((one) => one.commandId === commandId && one.startedAt !== undefined),
    SOON,
  );
  expect(await cancel({ commandId, instanceId: id }, rig)).toMatchObject({ outcome: "cancelled", exitCode: 130 });
  expect(await cancel({ commandId, instanceId: id }, rig)).toMatchObject({ outcome: "cancelled" });
});

test("what was not accepted is answered with its verdict", async () => {
  await using way = await openFaultyWay(rig.cloud.endpoint, () => "reset");
  const answer = await submit({ instanceId: id, description: "test", script: "true" }, { ...rig, ssm: way.ssm });
  expect(answer).toMatchObject({ outcome: "unknown", exitCode: 69, commandId: undefined });
});
