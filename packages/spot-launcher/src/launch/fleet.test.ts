/** @module-tag slow */
import { DescribeFleetsCommand, DescribeLaunchTemplatesCommand } from "@aws-sdk/client-ec2";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import { specFor, startTestCloud, type TestCloud } from "../../testing/cloud.ts";
import { openFaultyWay } from "../../testing/faulty-way.ts";
import { TAGS } from "../tags.ts";
import { giveBack } from "../termination/give-back.ts";
import { launch } from "./launch.ts";
import type { LaunchSpec } from "./spec.ts";

let rig: TestCloud;
beforeAll(async () => {
  rig = await startTestCloud();
});
beforeEach(() => rig.answer(() => undefined));
afterAll(() => rig[Symbol.asyncDispose]());
// Whatever came of it: a fleet's template is nobody's afterwards.
afterEach(async () => {
  const { LaunchTemplates } = await rig.ec2.send(new DescribeLaunchTemplatesCommand());
  if ((LaunchTemplates ?? []).length > 0) throw new Error("a launch template was left behind");
});

const quick = { sleep: async (): Promise<void> => {} };
const fleetSpec = (rest: Partial<LaunchSpec> = {}): LaunchSpec => specFor({ strategy: "fleet", ...rest });
const instanceOf = (id: string) => rig.cloud.instances().find(({ instanceId }) => instanceId === id);

/** Asked for by id, for without it EC2 does not list one of type `instant`. */
async function fleetState(id: string | undefined): Promise<string | undefined> {
  const request = new DescribeFleetsCommand({ FleetIds: [id ?? ""] });
  const { Fleets = [] } = await rig.ec2.send(request).catch(() => ({ Fleets: [] }));
  return Fleets[0]?.FleetState;
}

test("one call gets an instance from a pool that has one, tagged like any other", async () => {
  rig.answer(({ subnetId }) => (subnetId === "subnet-c" ? undefined : "InsufficientInstanceCapacity"));
  await using way = await openFaultyWay(rig.cloud.endpoint, () => undefined);
  const spec = fleetSpec();
  const instance = await launch(spec, { ec2: way.ec2, ...quick });
  expect(instance).toMatchObject({
    subnetId: "subnet-c",
    market: "spot",
    adopted: false,
    availabilityZone: "us-east-1c",
  });
  expect(instance.fleetId).toMatch(/^fleet-/);
  expect(instance.spotRequestId).toMatch(/^sir-/);
  expect(way.calls.filter((call) => call === "CreateFleet")).toHaveLength(1);
  expect(way.calls).not.toContain("RunInstances");
  expect(instanceOf(instance.instanceId)?.tags).toMatchObject({ Name: spec.name, [TAGS.run]: spec.runId });
});

test("its object goes with the instance, for it could not go before", async () => {
  const instance = await launch(fleetSpec(), { ...rig, ...quick });
  expect(await fleetState(instance.fleetId)).toBe("active");
  await giveBack(instance, {}, rig);
  await expect.poll(() => instanceOf(instance.instanceId)?.state).toBe("terminated");
  expect(await fleetState(instance.fleetId)).not.toBe("active");
});

test("no capacity anywhere lists every pool with its answer, and deletes the empty fleet", async () => {
  rig.answer(() => "InsufficientInstanceCapacity");
  await using way = await openFaultyWay(rig.cloud.endpoint, () => undefined);
  await expect(launch(fleetSpec(), { ec2: way.ec2, ...quick })).rejects.toMatchObject({
    code: "SPOT_CAPACITY_EXHAUSTED",
    attempts: { length: 6 },
  });
  expect(way.calls.filter((call) => /Fleet/.test(call))).toEqual(["CreateFleet", "DeleteFleets"]);
});

test("the pools to avoid are asked for only when no other has any", async () => {
  const avoidPools = ["c7i.large/subnet-a", "m7i.large/subnet-a"];
  const first = await launch(fleetSpec({ avoidPools }), { ...rig, ...quick });
  expect(first.subnetId).not.toBe("subnet-a");
  rig.answer(({ subnetId }) => (subnetId === "subnet-a" ? undefined : "InsufficientInstanceCapacity"));
  const { subnetId } = await launch(fleetSpec({ avoidPools }), { ...rig, ...quick });
  expect(subnetId).toBe("subnet-a");
});

test("on-demand comes last, in order of preference, when asked for", async () => {
  rig.answer(({ lifecycle }) => (lifecycle === "spot" ? "InsufficientInstanceCapacity" : undefined));
  const { market, pool } = await launch(fleetSpec({ onDemandFallback: true }), { ...rig, ...quick });
  expect({ market, pool }).toEqual({ market: "on-demand", pool: "c7i.large/subnet-a" });
});

test.each(["Unsupported", "UnauthorizedOperation"])("%s in every pool is a refusal", async (code) => {
  rig.answer(() => code);
  await expect(launch(fleetSpec(), { ...rig, ...quick })).rejects.toMatchObject({ code: "LAUNCH_REFUSED" });
});

test("the same run and attempt again is the same instance", async () => {
  const spec = fleetSpec();
  const { instanceId } = await launch(spec, { ...rig, ...quick });
  expect(await launch(spec, { ...rig, ...quick })).toMatchObject({ instanceId, adopted: true });
});

test("an answer that is lost is asked for again with the same token, and rents nothing twice", async () => {
  const spec = fleetSpec();
  await using way = await openFaultyWay(rig.cloud.endpoint, (action, before) =>
    action === "CreateFleet" && before < 2 ? "answer-lost" : undefined,
  );
  const { instanceId } = await launch(spec, { ec2: way.ec2, ...quick });
  const rented = rig.cloud.instances().filter(({ tags }) => tags[TAGS.run] === spec.runId);
  expect(rented.map((one) => one.instanceId)).toEqual([instanceId]);
});

test("a launch that is cancelled gives the fleet's instance back", async () => {
  const spec = fleetSpec();
  const aborting = new AbortController();
  rig.answer(() => {
    aborting.abort();
    return undefined;
  });
  await expect(launch({ ...spec, signal: aborting.signal }, { ...rig, ...quick })).rejects.toMatchObject({
    code: "LAUNCH_CANCELLED",
  });
  const rented = rig.cloud.instances().filter(({ tags }) => tags[TAGS.run] === spec.runId);
  expect(rented.every(({ state }) => state !== "pending" && state !== "running")).toBe(true);
});
