/** @module-tag slow */
import { TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { hurried, startTestCloud, type TestCloud } from "../../testing/cloud.ts";
import { openFaultyWay } from "../../testing/faulty-way.ts";
import { dispatchMany } from "./dispatch-many.ts";

/** The most that one sendCommand takes. */
const MANY = 50;

let rig: TestCloud;
let ids: readonly string[];
beforeAll(async () => {
  rig = await startTestCloud();
  ids = await Promise.all(Array.from({ length: 3 }, () => rig.boot()));
});
afterAll(() => rig[Symbol.asyncDispose]());

const own = 'me=$AWS_SSM_INSTANCE_ID; echo "I am $me"; ';

describe.concurrent("several instances", () => {
  test("each run the script once, by one command, and each have their own result", async () => {
    await using way = await openFaultyWay(rig.cloud.endpoint, () => undefined);
    const said = new Map<string, string>();
    const ended: string[] = [];
    const { results, exitCode } = await dispatchMany(
      {
        instanceIds: ids,
        description: "many",
        script: own,
        onOutput: (instanceId, stream, text) => said.set(`${instanceId} ${stream}`, text),
        onResult: ({ instanceId }) => ended.push(instanceId),
      },
      { ...rig, ssm: way.ssm },
    );
    expect(exitCode).toBe(0);
    expect(results.map(({ instanceId, stdout }) => [instanceId, stdout])).toEqual(
      ids.map((id) => [id, `I am ${id}\n`]),
    );
    expect(said).toEqual(new Map(ids.map((id) => [`${id} stdout`, `I am ${id}\n`])));
    expect(ended.toSorted()).toEqual(ids.toSorted());
    expect(new Set(results.map(({ commandId }) => commandId)).size).toBe(1);
    expect(way.calls.filter((call) => call === "SendCommand")).toHaveLength(1);
    expect(way.calls.filter((call) => call === "GetCommandInvocation")).toHaveLength(ids.length);
  });

  test("end with the highest code of any; one's failure does not stop the others", async () => {
    const script = `${own} case $me in ${ids[0]}) exit 3;; ${ids[1]}) exit 42;; esac; sleep 0.5`;
    const { results, exitCode } = await dispatchMany({ instanceIds: ids, description: "many", script }, rig);
    expect(exitCode).toBe(42);
    expect(results.map((result) => result.exitCode)).toEqual([3, 42, 0]);
  });

  test("of which one is unknown to SSM: the others run, once", async () => {
    const gone = await rig.boot();
    await rig.ec2.send(new TerminateInstancesCommand({ InstanceIds: [gone] }));
    const instanceIds = [...ids, gone, "i-0123456789abcdef0"];
    const options = { instanceIds, description: "some gone", script: own };
    const { results, exitCode } = await dispatchMany(options, { ...rig, ...hurried(20) });
    expect(exitCode).toBe(69);
    expect(results.map(({ outcome }) => outcome)).toEqual([
      ...ids.map(() => "succeeded"),
      "instance-lost",
      "never-ran",
    ]);
    expect(rig.cloud.commands().filter(({ comment }) => comment === "some gone")).toHaveLength(ids.length);
  });

  test("survive throttling, faults and lost answers to the looks", async () => {
    await using way = await openFaultyWay(rig.cloud.endpoint, (operation, n) => {
      if (operation === "SendCommand") return n < 2 ? { status: 400, type: "ThrottlingException" } : undefined;
      if (n > 4) return undefined;
      return n % 2 === 0 ? "reset" : { status: 500, type: "InternalServerError" };
    });
    const options = { instanceIds: ids, description: "many", script: `${own} exit 6` };
    const { results } = await dispatchMany(options, { ...rig, ssm: way.ssm, ...hurried(10) });
    expect(results.map(({ exitCode }) => exitCode)).toEqual([6, 6, 6]);
  });

  test("are all cancelled by the signal", async () => {
    const cancelling = new AbortController();
    const onSent = (): void => void setTimeout(() => cancelling.abort(), 500);
    const options = { instanceIds: ids, description: "many", script: "sleep 1000", onSent, signal: cancelling.signal };
    expect(await dispatchMany(options, rig)).toMatchObject({
      exitCode: 130,
      results: ids.map(() => ({ outcome: "cancelled" })),
    });
  });

  test("are refused when there is none, or one twice", async () => {
    for (const instanceIds of [[], [ids[0] ?? "", ids[0] ?? ""]]) {
      const refused = dispatchMany({ instanceIds, description: "many", script: "true" }, rig);
      await expect(refused).rejects.toMatchObject({ code: "SCRIPT_REFUSED" });
    }
  });

  test("all reject when SSM allows none of it", async () => {
    const denied = { status: 400, type: "AccessDeniedException" } as const;
    await using way = await openFaultyWay(rig.cloud.endpoint, () => denied);
    const dispatching = dispatchMany(
      { instanceIds: ids, description: "many", script: "true" },
      { ...rig, ssm: way.ssm },
    );
    await expect(dispatching).rejects.toThrow("out of order");
  });
});

test("fifty instances run side by side and cost few calls", { timeout: 120_000 }, async () => {
  await using fleet = await startTestCloud({ sandbox: "plain" });
  const instanceIds = await Promise.all(Array.from({ length: MANY }, () => fleet.boot()));
  await using way = await openFaultyWay(fleet.cloud.endpoint, () => undefined);
  const many = dispatchMany({ instanceIds, description: "50", script: "sleep 4" }, { ...fleet, ssm: way.ssm });
  const { exitCode, results } = await many;
  expect({ exitCode, ended: results.length }).toEqual({ exitCode: 0, ended: MANY });
  const started = fleet.cloud.commands().map(({ startedAt }) => Number(startedAt));
  const ended = fleet.cloud.commands().map(({ endedAt }) => Number(endedAt));
  expect(Math.max(...started)).toBeLessThan(Math.min(...ended));
  // One send, one look for all at a time, one last word of each.
  expect(way.calls.filter((call) => call === "GetCommandInvocation").length).toBeLessThanOrEqual(MANY + 5);
  expect(way.calls.length).toBeLessThan(2 * MANY);
});
