import { DescribeSpotInstanceRequestsCommand, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { specFor, startTestCloud, type TestCloud } from "../../testing/cloud.ts";
import { openFaultyWay } from "../../testing/faulty-way.ts";
import { launch } from "./launch.ts";

let rig: TestCloud;
beforeAll(async () => {
  rig = await startTestCloud();
});
beforeEach(() => rig.answer(() => undefined));
afterAll(() => rig[Symbol.asyncDispose]());

const quick = { sleep: async (): Promise<void> => {} };
const effects = (): { ec2: TestCloud["ec2"]; sleep: () => Promise<void> } => ({ ec2: rig.ec2, ...quick });
const asked = (): readonly string[] =>
  rig.requests.map(({ instanceType, subnetId, lifecycle }) => `${instanceType}/${subnetId} ${lifecycle}`);

describe("the rotation", () => {
  test("takes the first pool that has capacity, type by type, and names every refusal", async () => {
    rig.answer(({ instanceType, subnetId }) =>
      instanceType === "m7i.large" && subnetId === "subnet-b" ? undefined : "InsufficientInstanceCapacity",
    );
    const seen: string[] = [];
    const instance = await launch(specFor(), { ...effects(), onRefusal: ({ code }) => seen.push(code) });
    expect(asked()).toEqual([
      "c7i.large/subnet-a spot",
      "c7i.large/subnet-b spot",
      "c7i.large/subnet-c spot",
      "m7i.large/subnet-a spot",
      "m7i.large/subnet-b spot",
    ]);
    expect(instance).toMatchObject({ pool: "m7i.large/subnet-b", market: "spot", availabilityZone: "us-east-1b" });
    expect(instance.spotRequestId).toMatch(/^sir-/);
    expect(instance.refusals).toHaveLength(4);
    expect(seen).toEqual(instance.refusals.map(({ code }) => code));
  });

  test("finds the last of 24 pools with one call a pool", async () => {
    const instanceTypes = ["c7i.large", "c7a.large", "m7i.large", "m7a.large"];
    const subnetIds = ["a", "b", "c", "d", "e", "f"].map((zone) => `subnet-${zone}`);
    rig.answer(() => (rig.requests.length < 24 ? "InsufficientInstanceCapacity" : undefined));
    // The default client, by the ordinary environment: an SDK that repeats by itself would show here.
    const instance = await withEnvironment(rig.cloud.environment, () => launch(specFor({ instanceTypes, subnetIds })));
    expect(instance.pool).toBe("m7a.large/subnet-f");
    expect(rig.requests).toHaveLength(24);
  });

  test("tries the pools to avoid last", async () => {
    rig.answer(() => "InsufficientInstanceCapacity");
    const avoidPools = ["c7i.large/subnet-a", "m7i.large/subnet-b"];
    await expect(launch(specFor({ avoidPools }), effects())).rejects.toThrow();
    expect(asked().slice(-2)).toEqual(avoidPools.map((pool) => `${pool} spot`));
    expect(asked()).toHaveLength(6);
  });

  test("falls back to on-demand when spot is dry everywhere, if it may", async () => {
    rig.answer(({ lifecycle }) => (lifecycle === "spot" ? "InsufficientInstanceCapacity" : undefined));
    const instance = await launch(specFor({ onDemandFallback: true }), effects());
    expect(instance).toMatchObject({ market: "on-demand", pool: "c7i.large/subnet-a", spotRequestId: undefined });
    expect(rig.requests).toHaveLength(7);
  });

  test.each([
    "InsufficientInstanceCapacity",
    "UnfulfillableCapacity",
    "SpotMaxPriceTooLow",
    "MaxSpotInstanceCountExceeded",
    "InsufficientFreeAddressesInSubnet",
    "Unsupported",
    "InvalidAvailabilityZone",
  ])("goes on after %s", async (code) => {
    rig.answer(({ subnetId }) => (subnetId === "subnet-a" ? code : undefined));
    expect((await launch(specFor(), effects())).subnetId).toBe("subnet-b");
    expect(rig.requests).toHaveLength(2);
  });
});

describe("no capacity anywhere", () => {
  test("is an error that lists every pool with its answer", async () => {
    rig.answer(({ subnetId }) => (subnetId === "subnet-b" ? "Unsupported" : "InsufficientInstanceCapacity"));
    await expect(launch(specFor(), effects())).rejects.toMatchObject({
      code: "SPOT_CAPACITY_EXHAUSTED",
      message: expect.stringMatching(
        /^no capacity in any of 6 pools: c7i\.large\/subnet-a spot Insufficient.*m7i\.large\/subnet-c spot/,
      ),
      hint: expect.stringContaining("on-demand"),
      attempts: { length: 6 },
    });
  });

  test.each(["Unsupported", "InvalidAvailabilityZone"])("is not what %s in every pool means", async (code) => {
    rig.answer(() => code);
    await expect(launch(specFor(), effects())).rejects.toMatchObject({
      code: "LAUNCH_REFUSED",
      attempts: { length: 6 },
    });
  });
});

describe("a refusal that no other pool would change", () => {
  test.each([
    "UnauthorizedOperation",
    "InvalidAMIID.NotFound",
    "InvalidSubnetID.NotFound",
    "InvalidGroup.NotFound",
    "InvalidParameterValue",
    "InstanceLimitExceeded",
    "OptInRequired",
    "SomethingNobodyKnows",
  ])("such as %s ends the launch at once", async (code) => {
    rig.answer(() => code);
    await expect(launch(specFor(), effects())).rejects.toMatchObject({
      code: "LAUNCH_REFUSED",
      message: expect.stringContaining(`refused the launch of c7i.large in subnet-a: ${code}`),
    });
    expect(rig.requests).toHaveLength(1);
  });

  test.each([
    ["instanceTypes", { instanceTypes: [] }],
    ["runId, subnetIds", { runId: "", subnetIds: [] }],
    ["the deadline is not a date", { deadline: new Date("soon") }],
  ])("such as a bad spec (%s) is found before the first call", async (words, rest) => {
    await expect(launch(specFor(rest), effects())).rejects.toMatchObject({
      code: "BAD_SPEC",
      message: expect.stringContaining(words),
    });
    expect(rig.requests).toHaveLength(0);
  });
});

describe("an answer that says wait", () => {
  test("is waited for in the same pool, longer each time", async () => {
    rig.answer(() => (rig.requests.length < 4 ? "RequestLimitExceeded" : undefined));
    const waits: number[] = [];
    const sleep = async (ms: number): Promise<void> => void waits.push(ms);
    const instance = await launch(specFor(), { ...effects(), sleep, random: () => 0.5 });
    expect(instance).toMatchObject({ pool: "c7i.large/subnet-a", refusals: [] });
    expect(waits).toEqual([200, 400, 800]);
  });

  test("gives way to the next pool after the fourth wait", async () => {
    rig.answer(({ subnetId }) => (subnetId === "subnet-a" ? "Unavailable" : undefined));
    const instance = await launch(specFor(), effects());
    expect(instance.pool).toBe("c7i.large/subnet-b");
    expect(rig.requests).toHaveLength(6);
  });
});

describe("the client token", () => {
  test("makes the same spec the same instance, and the next attempt another one", async () => {
    const spec = specFor();
    const [first, again, next] = [
      await launch(spec, effects()),
      await launch(spec, effects()),
      await launch({ ...spec, attempt: 2 }, effects()),
    ];
    expect(again.instanceId).toBe(first.instanceId);
    expect(next.instanceId).not.toBe(first.instanceId);
  });

  test("of an attempt whose instance is gone is a refusal and no second instance", async () => {
    const spec = specFor();
    const { instanceId } = await launch(spec, effects());
    await rig.ec2.send(new TerminateInstancesCommand({ InstanceIds: [instanceId] }));
    await expect
      .poll(() => rig.cloud.instances().find((one) => one.instanceId === instanceId)?.state)
      .toBe("terminated");
    await expect(launch(spec, effects())).rejects.toMatchObject({
      code: "LAUNCH_REFUSED",
      message: expect.stringContaining("IdempotentInstanceTerminated"),
    });
  });

  test.each(["answer-lost", "silent"] as const)(
    "saves a launch whose answer is %s from a second instance",
    async (fault) => {
      const spec = specFor();
      await using way = await openFaultyWay(rig.cloud.endpoint, (_, before) => (before < 2 ? fault : undefined));
      const { instanceId } = await launch(spec, { ...quick, ec2: way.ec2, callTimeout: 100 });
      const rented = rig.cloud.instances().filter(({ tags }) => tags["alpha-engine:run-id"] === spec.runId);
      expect(rented.map((one) => one.instanceId)).toEqual([instanceId]);
      expect(way.calls).toHaveLength(3);
    },
  );

  test("is not given up for another pool when no answer ever comes", async () => {
    const spec = specFor();
    await using way = await openFaultyWay(rig.cloud.endpoint, () => "answer-lost");
    await expect(launch(spec, { ...quick, ec2: way.ec2 })).rejects.toMatchObject({
      code: "LAUNCH_REFUSED",
      attempts: [{ subnetId: "subnet-a" }],
    });
    expect(rig.cloud.instances().filter(({ tags }) => tags["alpha-engine:run-id"] === spec.runId)).toHaveLength(1);
  });
});

test("the instance and its spot request carry the run, the attempt, the owner, the purpose and the deadline", async () => {
  const spec = specFor({ attempt: 3, tags: { extra: "yes" } });
  const { instanceId, spotRequestId = "" } = await launch(spec, effects());
  const expected = {
    Name: "alpha-engine-test",
    "alpha-engine:run-id": spec.runId,
    "alpha-engine:attempt": "3",
    "alpha-engine:owner": "tests",
    "alpha-engine:purpose": "test",
    "alpha-engine:deadline": "2100-01-01T00:00:00.000Z",
    extra: "yes",
  };
  expect(rig.cloud.instances().find((one) => one.instanceId === instanceId)?.tags).toEqual(expected);
  const { SpotInstanceRequests = [] } = await rig.ec2.send(
    new DescribeSpotInstanceRequestsCommand({ SpotInstanceRequestIds: [spotRequestId] }),
  );
  const tags = SpotInstanceRequests[0]?.Tags?.map(({ Key, Value }) => [Key, Value]) ?? [];
  expect(Object.fromEntries(tags)).toEqual(expected);
});

async function withEnvironment<T>(environment: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, environment);
  try {
    return await work();
  } finally {
    process.env = before;
  }
}
