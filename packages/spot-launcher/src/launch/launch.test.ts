/** @module-tag slow */
import {
  DescribeInstancesCommand,
  DescribeSpotInstanceRequestsCommand,
  EC2Client,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
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
const NOTHING_LISTED = `<DescribeInstancesResponse><reservationSet/></DescribeInstancesResponse>`;
/** What the run has, the dying not counted. */
const rentedBy = ({ runId }: { readonly runId: string }): readonly string[] =>
  rig.cloud
    .instances()
    .filter(({ tags, state }) => tags["alpha-engine:run-id"] === runId && /pending|running/.test(state))
    .map(({ instanceId }) => instanceId);
const asked = (): readonly string[] =>
  rig.requests.map(({ instanceType, subnetId, lifecycle }) => `${instanceType}/${subnetId} ${lifecycle}`);

describe("the rotation", () => {
  test("takes the first pool that has capacity, type by type, and names every refusal", async () => {
    rig.answer(({ instanceType, subnetId }) =>
      instanceType === "m7i.large" && subnetId === "subnet-b" ? undefined : "InsufficientInstanceCapacity",
    );
    const seen: string[] = [];
    const instance = await launch({ ...specFor(), onRefusal: ({ code }) => seen.push(code) }, effects());
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
    "InsufficientFreeAddressesInSubnet",
    "Unsupported",
    "InvalidAvailabilityZone",
  ])("goes on after %s", async (code) => {
    rig.answer(({ subnetId }) => (subnetId === "subnet-a" ? code : undefined));
    expect((await launch(specFor(), effects())).subnetId).toBe("subnet-b");
    expect(rig.requests).toHaveLength(2);
  });

  test("asks no other type in a subnet that has no address left, and says so", async () => {
    rig.answer(({ subnetId }) =>
      subnetId === "subnet-a" ? "InsufficientFreeAddressesInSubnet" : "InsufficientInstanceCapacity",
    );
    const failing = launch(specFor({ onDemandFallback: true }), effects());
    await expect(failing).rejects.toMatchObject({ code: "SPOT_CAPACITY_EXHAUSTED", attempts: { length: 12 } });
    expect(asked().filter((pool) => pool.includes("subnet-a"))).toEqual(["c7i.large/subnet-a spot"]);
    await expect(failing).rejects.toThrow("m7i.large/subnet-a on-demand InsufficientFreeAddressesInSubnet (not asked)");
  });

  test("goes to another group of families when a quota is full, and asks no other size of the full one", async () => {
    const instanceTypes = ["c7i.large", "m7i.large", "g6.xlarge"];
    rig.answer(({ instanceType }) => (instanceType === "g6.xlarge" ? undefined : "MaxSpotInstanceCountExceeded"));
    const { pool } = await launch(specFor({ instanceTypes }), effects());
    expect(pool).toBe("g6.xlarge/subnet-a");
    expect(asked()).toEqual(["c7i.large/subnet-a spot", "g6.xlarge/subnet-a spot"]);
  });

  test("waits when no other group is left, longer each time, and takes the first that comes free", async () => {
    const waits: number[] = [];
    const sleep = async (ms: number): Promise<void> => void waits.push(ms);
    rig.answer(() => (rig.requests.length < 4 ? "VcpuLimitExceeded" : undefined));
    const { pool } = await launch(specFor(), { ec2: rig.ec2, sleep, random: () => 0.5 });
    expect(pool).toBe("m7i.large/subnet-a");
    expect(waits).toEqual([2000, 4000, 8000]);
    expect(asked()).toEqual(["c7i", "m7i", "c7i", "m7i"].map((family) => `${family}.large/subnet-a spot`));
  });

  test("gives up on a full quota when its patience ends: that is no capacity", async () => {
    let waited = 0;
    const sleep = async (ms: number): Promise<void> => void (waited += ms);
    rig.answer(() => "MaxSpotInstanceCountExceeded");
    const failing = launch(specFor({ patience: 60 }), { ec2: rig.ec2, sleep });
    await expect(failing).rejects.toMatchObject({ code: "SPOT_CAPACITY_EXHAUSTED", attempts: { length: 6 } });
    expect(waited).toBeGreaterThan(10_000);
    expect(waited).toBeLessThanOrEqual(60_000);
  });

  test("does not ask a pool that an earlier launch found unsupported", async () => {
    const { pool } = await launch(specFor({ unsupportedPools: ["c7i.large/subnet-a"] }), effects());
    expect(pool).toBe("c7i.large/subnet-b");
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

  test.each(["Unsupported", "InvalidFleetConfiguration", "InvalidAvailabilityZone"])(
    "is not what %s in every pool means",
    async (code) => {
      rig.answer(() => code);
      await expect(launch(specFor(), effects())).rejects.toMatchObject({
        code: "LAUNCH_REFUSED",
        hint: expect.stringContaining("no lack of capacity"),
        attempts: { length: 6 },
      });
    },
  );
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
    ["the watchdog must end the instance before its deadline", { watchdog: new Date("2100-01-01T00:00:00Z") }],
    ["attempts count from 1, got 0", { attempt: 0 }],
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

  test("and never anything else is no lack of capacity, and no refusal by a person", async () => {
    rig.answer(() => "RequestLimitExceeded");
    await expect(launch(specFor(), effects())).rejects.toMatchObject({
      code: "EC2_UNAVAILABLE",
      attempts: { length: 6 },
    });
  });

  test("is waited for within one bound for all pools", async () => {
    let waited = 0;
    const sleep = async (ms: number): Promise<void> => void (waited += ms);
    rig.answer(() => "InternalError");
    await expect(launch(specFor({ patience: 5 }), { ec2: rig.ec2, sleep })).rejects.toThrow();
    expect(waited).toBeLessThanOrEqual(5000);
  });

  test("gives way to the next pool after the fourth wait", async () => {
    rig.answer(({ subnetId }) => (subnetId === "subnet-a" ? "Unavailable" : undefined));
    const instance = await launch(specFor(), effects());
    expect(instance.pool).toBe("c7i.large/subnet-b");
    expect(rig.requests).toHaveLength(6);
  });
});

describe("a launcher that died between the launch and saying so", () => {
  test("is followed by one that finds its instance, whatever pool has capacity now", async () => {
    const spec = specFor();
    rig.answer(({ subnetId }) => (subnetId === "subnet-c" ? undefined : "InsufficientInstanceCapacity"));
    const first = await launch(spec, effects());
    rig.answer(() => undefined);
    const again = await launch({ ...spec, deadline: new Date("2101-01-01") }, effects());
    expect(again).toMatchObject({
      instanceId: first.instanceId,
      pool: "c7i.large/subnet-c",
      adopted: true,
      market: "spot",
    });
    expect(rig.requests).toEqual([]);
  });

  test("and whose instance is not listed yet is found by the token, although the deadline differs", async () => {
    const spec = specFor();
    const { instanceId } = await launch(spec, effects());
    const empty = { status: 200, contentType: "text/xml", body: NOTHING_LISTED };
    await using way = await openFaultyWay(rig.cloud.endpoint, (action, before) =>
      action === "DescribeInstances" && before === 0 ? empty : undefined,
    );
    const again = await launch({ ...spec, deadline: new Date("2101-01-01") }, { ...quick, ec2: way.ec2 });
    expect(again).toMatchObject({ instanceId, adopted: true });
    expect(rentedBy(spec)).toEqual([instanceId]);
  });

  test("and whose instance comes to light in another pool only afterwards: the older one stays", async () => {
    const spec = specFor();
    rig.answer(({ subnetId }) => (subnetId === "subnet-c" ? undefined : "InsufficientInstanceCapacity"));
    const { instanceId } = await launch(spec, effects());
    rig.answer(() => undefined);
    const empty = { status: 200, contentType: "text/xml", body: NOTHING_LISTED };
    await using way = await openFaultyWay(rig.cloud.endpoint, (action, before) =>
      action === "DescribeInstances" && before === 0 ? empty : undefined,
    );
    expect(await launch(spec, { ...quick, ec2: way.ec2 })).toMatchObject({ instanceId, adopted: true });
    expect(rentedBy(spec)).toEqual([instanceId]);
  });
});

test("an instance that EC2 does not list yet is waited for, and can be given back at once", async () => {
  const timings = { visible: 0.4, spotRequestVisible: 0.4, boot: 0.01, agentOnline: 0.01, shutdown: 0.05 };
  await using late = await startTestCloud({ timings });
  const aborting = new AbortController();
  const { instanceId } = await launch(specFor(), late);
  const { Reservations = [] } = await late.ec2.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }));
  expect(Reservations).toHaveLength(1);
  late.answer(() => {
    aborting.abort();
    return undefined;
  });
  await expect(launch({ ...specFor(), signal: aborting.signal }, late)).rejects.toThrow("cancelled");
  const states = late.cloud
    .instances()
    .filter((one) => one.instanceId !== instanceId)
    .map(({ state }) => state);
  expect(states).toHaveLength(1);
  expect(states[0]).toMatch(/shutting-down|terminated/);
});

describe("a launch that is cancelled", () => {
  test("gives back what it had launched", async () => {
    const spec = specFor();
    const aborting = new AbortController();
    rig.answer(() => {
      aborting.abort();
      return undefined;
    });
    await expect(launch({ ...spec, signal: aborting.signal }, effects())).rejects.toMatchObject({
      code: "LAUNCH_CANCELLED",
    });
    expect(rig.requests).toHaveLength(1);
    expect(rentedBy(spec)).toEqual([]);
  });

  test("gives back also what it only finds by its token, the answer being lost", async () => {
    const spec = specFor();
    const aborting = new AbortController();
    await using way = await openFaultyWay(rig.cloud.endpoint, (action) => {
      if (action !== "RunInstances") return undefined;
      aborting.abort();
      return "answer-lost";
    });
    const cancelled = launch({ ...spec, signal: aborting.signal }, { ...quick, ec2: way.ec2 });
    await expect(cancelled).rejects.toMatchObject({ code: "LAUNCH_CANCELLED" });
    expect(rentedBy(spec)).toEqual([]);
  });

  test("between two pools asks no more", async () => {
    const aborting = new AbortController();
    rig.answer(() => "InsufficientInstanceCapacity");
    const onRefusal = (): void => aborting.abort();
    await expect(launch({ ...specFor(), onRefusal, signal: aborting.signal }, effects())).rejects.toThrow("cancelled");
    expect(rig.requests).toHaveLength(1);
  });
});

describe("an EC2 that cannot be reached", () => {
  test("is one clear error, after as many tries as it takes to be sure", async () => {
    const ec2 = new EC2Client({ endpoint: "http://127.0.0.1:1", region: "us-east-1", maxAttempts: 1 });
    await expect(launch(specFor(), { ec2, ...quick })).rejects.toMatchObject({
      code: "EC2_UNREACHABLE",
      message: expect.stringContaining("ECONNREFUSED"),
      hint: expect.stringContaining("AWS_REGION"),
    });
  });

  test("for want of credentials is said at once", async () => {
    const credentials = async (): Promise<never> => {
      throw Object.assign(new Error("Could not load credentials"), { name: "CredentialsProviderError" });
    };
    const ec2 = new EC2Client({ endpoint: rig.cloud.endpoint, region: "us-east-1", maxAttempts: 1, credentials });
    const sleep = (): never => expect.fail("there is nothing to wait for");
    await expect(launch(specFor(), { ec2, sleep })).rejects.toMatchObject({ code: "EC2_UNREACHABLE" });
  });

  test("to list what is there refuses before anything is rented", async () => {
    await using way = await openFaultyWay(rig.cloud.endpoint, (action) =>
      action === "DescribeInstances" ? { code: "UnauthorizedOperation" } : undefined,
    );
    await expect(launch(specFor(), { ...quick, ec2: way.ec2 })).rejects.toMatchObject({ code: "LAUNCH_REFUSED" });
    expect(rig.requests).toEqual([]);
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
      hint: expect.stringContaining("next attempt"),
    });
  });

  test.each(["answer-lost", "silent"] as const)(
    "saves a launch whose answer is %s from a second instance",
    async (fault) => {
      const spec = specFor();
      await using way = await openFaultyWay(rig.cloud.endpoint, (action, before) =>
        action === "RunInstances" && before < 2 ? fault : undefined,
      );
      const { instanceId } = await launch({ ...spec, callTimeout: "200ms" }, { ...quick, ec2: way.ec2 });
      const rented = rig.cloud.instances().filter(({ tags }) => tags["alpha-engine:run-id"] === spec.runId);
      expect(rented.map((one) => one.instanceId)).toEqual([instanceId]);
      expect(way.calls.filter((action) => action === "RunInstances")).toHaveLength(3);
    },
  );

  test("finds the instance of a launch that is never answered", async () => {
    const spec = specFor();
    await using way = await openFaultyWay(rig.cloud.endpoint, (action) =>
      action === "RunInstances" ? "answer-lost" : undefined,
    );
    const { instanceId, subnetId } = await launch(spec, { ...quick, ec2: way.ec2 });
    expect(rentedBy(spec)).toEqual([instanceId]);
    expect(subnetId).toBe("subnet-a");
  });

  test("is not given up for another pool when nobody says what came of it", async () => {
    const spec = specFor();
    await using way = await openFaultyWay(rig.cloud.endpoint, (action, before) =>
      action === "RunInstances" || before > 0 ? "answer-lost" : undefined,
    );
    await expect(launch(spec, { ...quick, ec2: way.ec2 })).rejects.toMatchObject({
      code: "LAUNCH_UNRESOLVED",
      hint: expect.stringContaining("Name=client-token,Values="),
    });
    expect(rentedBy(spec)).toHaveLength(1);
  });

  test("of a lost answer and then only `later` does not lead to another pool either", async () => {
    const spec = specFor();
    await using way = await openFaultyWay(rig.cloud.endpoint, (action, before) => {
      if (action !== "RunInstances") return undefined;
      return before === 0 ? "answer-lost" : { code: "RequestLimitExceeded" };
    });
    const { instanceId } = await launch(spec, { ...quick, ec2: way.ec2 });
    expect(rentedBy(spec)).toEqual([instanceId]);
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
