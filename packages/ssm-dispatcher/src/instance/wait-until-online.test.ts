/** @module-tag slow */
import { TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, expect, test } from "vitest";

import { hurried, startTestCloud, type TestCloud } from "../../testing/cloud.ts";
import { openFaultyWay } from "../../testing/faulty-way.ts";
import { waitUntilOnline } from "./wait-until-online.ts";

let rig: TestCloud;
beforeAll(async () => {
  rig = await startTestCloud({ timings: { agentOnline: 0.5 } });
});
afterAll(() => rig[Symbol.asyncDispose]());

const isOnline = (id: string): boolean | undefined =>
  rig.cloud.instances().find(({ instanceId }) => instanceId === id)?.online;

test.concurrent("waits for an agent that comes late", async () => {
  const instanceId = await rig.rent();
  await waitUntilOnline({ instanceId }, rig);
  expect(isOnline(instanceId)).toBe(true);
});

test.concurrent("survives throttling and a service that is out of order", async () => {
  const instanceId = await rig.rent();
  await using way = await openFaultyWay(rig.cloud.endpoint, (_, before) => {
    if (before < 3) return { status: 400, type: "ThrottlingException" };
    return before < 6 ? { status: 500, type: "InternalServerError" } : undefined;
  });
  await waitUntilOnline({ instanceId }, { ...rig, ssm: way.ssm, ...hurried(10) });
  expect(isOnline(instanceId)).toBe(true);
});

test.concurrent("gives up on an agent that never comes, and says what to check", async () => {
  const waiting = waitUntilOnline({ instanceId: "i-0123456789abcdef0", timeout: 30 }, { ...rig, ...hurried(100) });
  await expect(waiting).rejects.toMatchObject({
    code: "NEVER_ONLINE",
    message: "i-0123456789abcdef0 did not come online within 30 s",
    hint: expect.stringContaining("instance profile"),
  });
});

test("knows that an instance is gone", async () => {
  const instanceId = await rig.rent();
  await rig.ec2.send(new TerminateInstancesCommand({ InstanceIds: [instanceId] }));
  await expect(waitUntilOnline({ instanceId }, rig)).rejects.toMatchObject({ code: "INSTANCE_LOST" });
});

test.concurrent("stops waiting when told to", async () => {
  const waiting = waitUntilOnline({ instanceId: "i-0123456789abcdef0", signal: AbortSignal.timeout(100) }, rig);
  await expect(waiting).rejects.toThrow("aborted due to timeout");
});
