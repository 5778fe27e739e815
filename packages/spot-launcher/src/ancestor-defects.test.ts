/** @module-tag slow */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import { EC2Client, type RunInstancesCommandInput } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { specFor, startTestCloud, type TestCloud } from "../testing/cloud.ts";
import { exitCodeOf } from "./exit-code.ts";
import { launch } from "./launch/launch.ts";

/** What the launcher that this one replaces did wrong, one by one. */
let rig: TestCloud;
beforeAll(async () => {
  rig = await startTestCloud();
});
beforeEach(() => rig.answer(() => undefined));
afterAll(() => rig[Symbol.asyncDispose]());

const quick = { sleep: async (): Promise<void> => {} };
const launchFails = (...args: Parameters<typeof launch>): Promise<unknown> =>
  launch(...args).then(
    () => expect.fail("it must not succeed"),
    (error: unknown) => error,
  );

describe("what the ancestor did wrong and this launcher cannot", () => {
  test("a configuration that fits nowhere does not look like a lack of capacity", async () => {
    rig.answer(() => "Unsupported");
    expect(exitCodeOf(await launchFails(specFor(), { ...rig, ...quick }))).toBe(1);
    rig.answer(({ subnetId }) => (subnetId === "subnet-a" ? "InsufficientInstanceCapacity" : "Unsupported"));
    expect(exitCodeOf(await launchFails(specFor(), { ...rig, ...quick }))).toBe(64);
  });

  test.each([
    "MaxSpotInstanceCountExceeded",
    "InsufficientFreeAddressesInSubnet",
    "RequestLimitExceeded",
    "VcpuLimitExceeded",
  ])("%s in the first pool does not end the launch", async (code) => {
    rig.answer(({ subnetId, instanceType }) =>
      rig.requests.length < 3 && subnetId === "subnet-a" && instanceType === "c7i.large" ? code : undefined,
    );
    expect((await launch(specFor(), { ...rig, ...quick })).instanceId).toMatch(/^i-/);
  });

  test.each([
    ["an endpoint where nobody listens", { endpoint: "http://127.0.0.1:1" }],
    ["no credentials", { credentials: () => Promise.reject(new Error("Could not load credentials")) }],
  ])("%s is one error with a code and a hint, and exit code 1", async (_, config) => {
    const ec2 = new EC2Client({ endpoint: rig.cloud.endpoint, region: "us-east-1", maxAttempts: 1, ...config });
    const error = await launchFails(specFor(), { ec2, ...quick });
    expect(error).toMatchObject({ code: "EC2_UNREACHABLE", hint: expect.any(String) });
    expect(exitCodeOf(error)).toBe(1);
  });

  test("every call has a token of its run, attempt, type, subnet and market, and the same spec the same", async () => {
    const tokens = async (rest: { runId: string; attempt?: number }): Promise<readonly string[]> =>
      (await requestsOf({ ...rest, onDemandFallback: true })).map(({ ClientToken = "" }) => ClientToken);
    const first = await tokens({ runId: "one" });
    expect(first).toHaveLength(12);
    const all = [...first, ...(await tokens({ runId: "one", attempt: 2 })), ...(await tokens({ runId: "two" }))];
    expect(new Set(all).size).toBe(36);
    expect(await tokens({ runId: "one" })).toEqual(first);
    expect(all.every((token) => /^[\x20-\x7e]{1,64}$/.test(token))).toBe(true);
  });

  test("instance, volume and spot request carry run, attempt, owner, purpose, deadline and name", async () => {
    const [spot, , , , , , onDemand] = await requestsOf({ onDemandFallback: true });
    const tagged = (request: RunInstancesCommandInput | undefined): Record<string, string[]> =>
      Object.fromEntries(
        (request?.TagSpecifications ?? []).map(({ ResourceType = "", Tags = [] }) => [
          ResourceType,
          Tags.map(({ Key = "" }) => Key).toSorted(),
        ]),
      );
    const keys = ["attempt", "deadline", "owner", "purpose", "run-id"].map((word) => `alpha-engine:${word}`);
    const expected = ["Name", ...keys];
    expect(tagged(spot)).toEqual({ instance: expected, volume: expected, "spot-instances-request": expected });
    expect(tagged(onDemand)).toEqual({ instance: expected, volume: expected });
  });

  test("bash reads five fields from the answer, also when most are empty", async () => {
    const { instanceId } = await launch(specFor(), { ...rig, ...quick });
    await expect.poll(() => rig.cloud.instances().find((one) => one.instanceId === instanceId)?.state).toBe("running");
    rig.cloud.reclaim(instanceId, { noticeLead: 120 });
    const bin = join(import.meta.dirname, "../dist/bin.js");
    const script = `set -e
      IFS=$'\\t' read -r verdict state reason transition spot < <("$1" "$2" classify-termination --instance-id "$3")
      echo "$verdict|$state|$reason|$transition|$spot"`;
    const { stdout } = await promisify(execFile)("bash", ["-c", script, "bash", process.execPath, bin, instanceId], {
      env: { PATH: process.env.PATH, ...rig.cloud.environment },
    });
    expect(stdout).toBe("reclaim|running|-|-|instance-terminated-no-capacity\n");
  });

  test("an answer that is no reclaim does not end a caller under set -e, in its exit trap either", async () => {
    const bin = join(import.meta.dirname, "../dist/bin.js");
    const script = `set -e
      trap 'out="$("$1" "$2" classify-termination --instance-id "$3")"; echo "terminated after: $out"' EXIT
      exit 7`;
    const ended = promisify(execFile)("bash", ["-c", script, "bash", process.execPath, bin, "i-0123456789abcdef0"], {
      env: { PATH: process.env.PATH, ...rig.cloud.environment },
    });
    await expect(ended).rejects.toMatchObject({ code: 7, stdout: "terminated after: unknown\t-\t-\t-\t-\n" });
  });

  test("pools to avoid come last, and a throttled API is backed off from", async () => {
    const waits: number[] = [];
    rig.answer(() => (rig.requests.length === 1 ? "RequestLimitExceeded" : undefined));
    const { pool } = await launch(specFor({ avoidPools: ["c7i.large/subnet-a"] }), {
      ...rig,
      sleep: async (ms) => void waits.push(ms),
    });
    expect(pool).toBe("c7i.large/subnet-b");
    expect(waits).toHaveLength(1);
  });
});

/** What a launch that finds no capacity asks for, pool by pool. */
async function requestsOf(rest: Parameters<typeof specFor>[0]): Promise<readonly RunInstancesCommandInput[]> {
  rig.answer(() => "InsufficientInstanceCapacity");
  const inputs: RunInstancesCommandInput[] = [];
  rig.ec2.middlewareStack.add(
    (next) => (args) => {
      inputs.push(args.input as RunInstancesCommandInput);
      return next(args);
    },
    { step: "initialize", name: "listen", override: true },
  );
  await launchFails(specFor(rest), { ...rig, ...quick });
  rig.ec2.middlewareStack.remove("listen");
  return inputs.filter((input) => "MinCount" in input);
}
