import { CreateTagsCommand, StopInstancesCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, expect, test } from "vitest";

import { specFor, startTestCloud, type TestCloud } from "../../testing/cloud.ts";
import { openFaultyWay } from "../../testing/faulty-way.ts";
import { launch } from "../launch/launch.ts";
import { TAGS } from "../tags.ts";
import { reap } from "./reap.ts";

const PAST = new Date("2026-01-31T12:00:00Z");
const LATER = new Date("2026-01-31T12:30:00Z");

let rig: TestCloud;
beforeAll(async () => {
  rig = await startTestCloud();
});
afterAll(() => rig[Symbol.asyncDispose]());

const stateOf = (id: string): string | undefined =>
  rig.cloud.instances().find(({ instanceId }) => instanceId === id)?.state;

/** Rents the instances that a test is about and gives them back before the next. */
async function rent(deadline: Date, rest: { onDemand?: boolean } = {}): Promise<string> {
  rig.answer(({ lifecycle }) => (rest.onDemand && lifecycle === "spot" ? "InsufficientInstanceCapacity" : undefined));
  const { instanceId } = await launch(specFor({ deadline, onDemandFallback: true }), rig);
  await expect.poll(() => stateOf(instanceId)).toBe("running");
  return instanceId;
}

test("lists what is past its deadline and why, and touches nothing unless told to", async () => {
  const [forgotten, current] = [await rent(PAST), await rent(new Date("2100-01-01"))];
  const strange = await rent(PAST);
  await rig.ec2.send(
    new CreateTagsCommand({ Resources: [strange], Tags: [{ Key: TAGS.deadline, Value: "next Tuesday" }] }),
  );

  const listed = await reap({ at: LATER }, rig);
  expect(listed).toMatchObject([
    {
      instanceId: forgotten,
      purpose: "test",
      deadline: PAST,
      why: "running, 30 min past its deadline",
      terminated: false,
    },
  ]);
  expect(stateOf(forgotten)).toBe("running");

  expect(await reap({ at: LATER, apply: true }, rig)).toMatchObject([{ instanceId: forgotten, terminated: true }]);
  await expect.poll(() => stateOf(forgotten)).toBe("terminated");
  expect([stateOf(current), stateOf(strange)]).toEqual(["running", "running"]);
  expect(await reap({ at: LATER }, rig)).toEqual([]);
});

test("takes a stopped instance too", async () => {
  const id = await rent(PAST, { onDemand: true });
  await rig.ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
  await expect.poll(() => stateOf(id)).toBe("stopped");
  expect(await reap({ at: LATER, apply: true }, rig)).toMatchObject([{ instanceId: id, terminated: true }]);
  await expect.poll(() => stateOf(id)).toBe("terminated");
});

test("goes on to the others when one cannot be terminated, and says so", async () => {
  const ids = [await rent(PAST), await rent(PAST)];
  await using way = await openFaultyWay(rig.cloud.endpoint, (action, before) =>
    action === "TerminateInstances" && before === 0 ? { code: "UnauthorizedOperation" } : undefined,
  );
  const listed = await reap({ at: LATER, apply: true }, { ec2: way.ec2 });
  expect(listed).toMatchObject([
    { instanceId: ids[0], terminated: false, problem: expect.stringContaining("cannot terminate") },
    { instanceId: ids[1], terminated: true },
  ]);
  await expect.poll(() => stateOf(ids[1] ?? "")).toBe("terminated");
});
