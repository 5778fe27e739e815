/** @module-tag slow */
import { TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, expect, test } from "vitest";

import { specFor, startTestCloud, type TestCloud } from "../../testing/cloud.ts";
import { openFaultyWay } from "../../testing/faulty-way.ts";
import { launch } from "../launch/launch.ts";
import { waitUntilRunning } from "./wait-until-running.ts";

let rig: TestCloud;
beforeAll(async () => {
  rig = await startTestCloud({ timings: { boot: 0.4, shutdown: 0.05, agentOnline: 0.01 } });
});
afterAll(() => rig[Symbol.asyncDispose]());

const NOBODY = "i-0123456789abcdef0";
const rent = async (): Promise<string> => (await launch(specFor(), rig)).instanceId;

test("waits for an instance that boots, through throttling", async () => {
  const id = await rent();
  await using way = await openFaultyWay(rig.cloud.endpoint, (_, before) =>
    before < 2 ? { code: "RequestLimitExceeded" } : undefined,
  );
  await waitUntilRunning(id, {}, way);
  expect(rig.cloud.instances().find(({ instanceId }) => instanceId === id)?.state).toBe("running");
});

test("says why an instance ended instead", async () => {
  const id = await rent();
  await rig.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  await expect(waitUntilRunning(id, {}, rig)).rejects.toMatchObject({
    code: "INSTANCE_LOST",
    message: expect.stringContaining("Client.UserInitiatedShutdown"),
  });
});

test("gives up in time on one that EC2 does not know", async () => {
  let now = 0;
  const sleep = async (ms: number): Promise<void> => void (now += ms);
  const waiting = waitUntilRunning(NOBODY, { timeout: 60 }, { ...rig, now: () => now, sleep });
  await expect(waiting).rejects.toMatchObject({
    code: "NEVER_RUNNING",
    message: expect.stringContaining("within 60 s"),
  });
});

test("stops waiting when told to", async () => {
  const waiting = waitUntilRunning(NOBODY, { signal: AbortSignal.timeout(50) }, rig);
  await expect(waiting).rejects.toThrow("aborted due to timeout");
});
