/** @module-tag slow */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { specFor, startTestCloud, type TestCloud } from "../../testing/cloud.ts";
import { openFaultyWay } from "../../testing/faulty-way.ts";
import { launch } from "../launch/launch.ts";
import { classifyTermination } from "./classify.ts";
import { giveBack } from "./give-back.ts";

let rig: TestCloud;
beforeAll(async () => {
  rig = await startTestCloud();
});
afterAll(() => rig[Symbol.asyncDispose]());

const quick = { sleep: async (): Promise<void> => {} };
const rent = async (): Promise<string> => (await launch(specFor(), rig)).instanceId;
const stateOf = (id: string): string | undefined =>
  rig.cloud.instances().find(({ instanceId }) => instanceId === id)?.state;
const NOBODY = "i-0123456789abcdef0";

describe("the classification", () => {
  test("knows a reclaim by its spot request while the instance still runs", async () => {
    const id = await rent();
    await expect.poll(() => stateOf(id)).toBe("running");
    rig.cloud.reclaim(id, { noticeLead: 120 });
    expect(await classifyTermination(id, {}, rig)).toMatchObject({
      classification: "reclaim",
      state: "running",
      spotRequestCode: "instance-terminated-no-capacity",
      evidence: "spot request: instance-terminated-no-capacity",
    });
  });

  test("stays with the reclaim to the end", async () => {
    const id = await rent();
    await expect.poll(() => stateOf(id)).toBe("running");
    rig.cloud.reclaim(id, { noticeLead: 0 });
    for (const state of ["shutting-down", "terminated"]) {
      await expect.poll(() => stateOf(id), { interval: 2 }).toBe(state);
      expect(await classifyTermination(id, {}, rig)).toMatchObject({ classification: "reclaim" });
    }
  });

  test("calls an instance that was given back `other`", async () => {
    const id = await rent();
    await giveBack(id, {}, rig);
    expect(await classifyTermination(id, {}, rig)).toMatchObject({
      classification: "other",
      stateReasonCode: "Client.UserInitiatedShutdown",
      evidence: "spot request: instance-terminated-by-user",
      disagreed: [],
    });
  });

  test("calls an instance that runs `other`", async () => {
    const id = await rent();
    await expect.poll(() => stateOf(id)).toBe("running");
    const evidence = "the instance is running";
    expect(await classifyTermination(id, {}, rig)).toMatchObject({ classification: "other", evidence });
  });

  test("calls an instance that EC2 does not know `unknown`", async () => {
    expect(await classifyTermination(NOBODY, {}, rig)).toMatchObject({ classification: "unknown", state: undefined });
  });

  test("asks again when EC2 is throttled", async () => {
    const id = await rent();
    rig.cloud.reclaim(id, { noticeLead: 120 });
    await using way = await openFaultyWay(rig.cloud.endpoint, (_, n) =>
      n < 2 ? { code: "RequestLimitExceeded" } : undefined,
    );
    expect(await classifyTermination(id, {}, { ec2: way.ec2, ...quick })).toMatchObject({ classification: "reclaim" });
  });
});

describe("giving back", () => {
  test("ends the instance, and again is harmless", async () => {
    const id = await rent();
    await giveBack(id, {}, rig);
    await giveBack(id, {}, rig);
    await expect.poll(() => stateOf(id)).toBe("terminated");
    await giveBack(id, {}, rig);
  });

  test("asks as often as it must", async () => {
    const id = await rent();
    await using way = await openFaultyWay(rig.cloud.endpoint, (_, n) => (n < 4 ? { code: "Unavailable" } : undefined));
    await giveBack(id, {}, { ec2: way.ec2, ...quick });
    expect(stateOf(id)).toMatch(/shutting-down|terminated/);
  });

  test("takes an instance that EC2 does not know, asked six times, for given back", async () => {
    await using way = await openFaultyWay(rig.cloud.endpoint, () => undefined);
    await giveBack(NOBODY, {}, { ec2: way.ec2, ...quick });
    expect(way.calls).toEqual(Array.from({ length: 6 }, () => "TerminateInstances"));
  });

  test("says which command to type when EC2 will not", async () => {
    await using way = await openFaultyWay(rig.cloud.endpoint, () => ({ code: "UnauthorizedOperation" }));
    await expect(giveBack(NOBODY, {}, { ec2: way.ec2, ...quick })).rejects.toMatchObject({
      code: "GIVE_BACK_FAILED",
      hint: `aws ec2 terminate-instances --instance-ids ${NOBODY}`,
    });
    expect(way.calls).toHaveLength(1);
  });
});
