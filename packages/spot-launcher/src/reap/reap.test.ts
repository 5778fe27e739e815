/** @module-tag slow */
import {
  CreateLaunchTemplateCommand,
  CreateTagsCommand,
  RunInstancesCommand,
  StopInstancesCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, expect, test } from "vitest";

import { specFor, startTestCloud, type TestCloud } from "../../testing/cloud.ts";
import { openFaultyWay } from "../../testing/faulty-way.ts";
import { launch } from "../launch/launch.ts";
import { TAGS } from "../tags.ts";
import { giveBack } from "../termination/give-back.ts";
import { reap, type Unlisted } from "./reap.ts";

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
      kind: "instance",
      id: forgotten,
      purpose: "test",
      deadline: PAST,
      why: "running, 30 min past its deadline",
      taken: false,
    },
  ]);
  expect(stateOf(forgotten)).toBe("running");

  expect(await reap({ at: LATER, apply: true }, rig)).toMatchObject([{ id: forgotten, taken: true }]);
  await expect.poll(() => stateOf(forgotten)).toBe("terminated");
  expect([stateOf(current), stateOf(strange)]).toEqual(["running", "running"]);
  expect(await reap({ at: LATER }, rig)).toEqual([]);
});

test("takes a stopped instance too", async () => {
  const id = await rent(PAST, { onDemand: true });
  await rig.ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
  await expect.poll(() => stateOf(id)).toBe("stopped");
  expect(await reap({ at: LATER, apply: true }, rig)).toMatchObject([{ id, taken: true }]);
  await expect.poll(() => stateOf(id)).toBe("terminated");
});

test("goes on to the others when one cannot be terminated, and says so", async () => {
  const ids = [await rent(PAST), await rent(PAST)];
  await using way = await openFaultyWay(rig.cloud.endpoint, (action, before) =>
    action === "TerminateInstances" && before === 0 ? { code: "UnauthorizedOperation" } : undefined,
  );
  const listed = await reap({ at: LATER, apply: true }, { ec2: way.ec2 });
  expect(listed).toMatchObject([
    { id: ids[0], taken: false, problem: expect.stringContaining("cannot terminate") },
    { id: ids[1], taken: true },
  ]);
  await expect.poll(() => stateOf(ids[1] ?? "")).toBe("terminated");
  await giveBack(ids[0] ?? "", {}, rig);
});

test("spares what is not what was listed any more", async () => {
  const id = await rent(PAST);
  const extended = "2100-01-01T00:00:00.000Z";
  await using way = await openFaultyWay(rig.cloud.endpoint, () => undefined);
  way.ec2.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const answer = await next(args);
        // Between the listing and the second look somebody gives it more time.
        if (commandName === "DescribeInstancesCommand") {
          await rig.ec2.send(
            new CreateTagsCommand({ Resources: [id], Tags: [{ Key: TAGS.deadline, Value: extended }] }),
          );
        }
        return answer;
      },
    { step: "initialize" },
  );
  expect(await reap({ at: LATER, apply: true }, { ec2: way.ec2 })).toMatchObject([
    { id, taken: false, spared: `its deadline was ${PAST.toISOString()} and is ${extended}` },
  ]);
  expect(stateOf(id)).toBe("running");
  expect(way.calls).not.toContain("TerminateInstances");
});

test("goes through the other kinds when one cannot be listed, and says so", async () => {
  const id = await rent(PAST);
  await using way = await openFaultyWay(rig.cloud.endpoint, (action) =>
    action === "DescribeVolumes" ? { code: "UnauthorizedOperation" } : undefined,
  );
  const unlisted: string[] = [];
  const onUnlisted = ({ kind, problem }: Unlisted): void => void unlisted.push(`${kind}: ${problem}`);
  const taken = await reap({ at: LATER, apply: true, onUnlisted }, { ec2: way.ec2 });
  expect(taken).toMatchObject([{ id, taken: true }]);
  expect(unlisted[0]).toMatch(/^volume: UnauthorizedOperation/);
});

test("takes the volume that an instance left behind, and a launch template", async () => {
  const Tags = [{ Key: TAGS.deadline, Value: PAST.toISOString() }];
  const { Instances = [] } = await rig.ec2.send(
    new RunInstancesCommand({
      MinCount: 1,
      MaxCount: 1,
      ImageId: "ami-1",
      BlockDeviceMappings: [{ DeviceName: "/dev/xvda", Ebs: { VolumeSize: 8, DeleteOnTermination: false } }],
      TagSpecifications: [{ ResourceType: "volume", Tags }],
    }),
  );
  const id = Instances[0]?.InstanceId ?? "";
  const TagSpecifications = [{ ResourceType: "launch-template" as const, Tags }];
  await rig.ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: "left",
      LaunchTemplateData: { ImageId: "ami-1" },
      TagSpecifications,
    }),
  );
  await expect.poll(() => stateOf(id)).toBe("running");
  const kinds = async (apply = false): Promise<readonly string[]> =>
    (await reap({ at: LATER, apply }, rig)).map(({ kind, taken }) => `${kind} ${taken}`);
  // A volume in use is not an orphan.
  expect(await kinds()).toEqual(["launch-template false"]);
  await giveBack(id, {}, rig);
  await expect.poll(() => stateOf(id)).toBe("terminated");
  expect(await kinds(true)).toEqual(["volume true", "launch-template true"]);
  expect(await kinds()).toEqual([]);
});
