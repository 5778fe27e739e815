/** @module-tag slow */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../testing/cloud.ts";
import { openFaultyWay } from "../../testing/faulty-way.ts";

let rig: TestCloud;
beforeAll(async () => {
  rig = await startTestCloud();
});
beforeEach(() => rig.answer(() => undefined));
afterAll(() => rig[Symbol.asyncDispose]());

const bin = join(import.meta.dirname, "../../dist/bin.js");

/** The built command, as somebody would call it. */
function cli(...args: readonly string[]): Promise<{ stdout: string; stderr: string; exitCode: number }> {
  const env = { PATH: process.env.PATH, ...rig.cloud.environment };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [bin, ...args], { env }, (_, stdout, stderr) =>
      resolve({ stdout, stderr, exitCode: child.exitCode ?? -1 }),
    );
  });
}

let runs = 0;
function launchArgs(...rest: readonly string[]): readonly string[] {
  runs += 1;
  const pools = ["--types", "c7i.large,m7i.large", "--subnets", "subnet-a,subnet-b", "--image-id", "ami-1"];
  const tags = ["--name", "test", "--run-id", `cli-${runs}`, "--owner", "tests", "--purpose", "test"];
  return ["launch", ...pools, ...tags, ...rest];
}

describe("launch", () => {
  test("answers with the instance id alone, the refusals on stderr", async () => {
    rig.answer(({ instanceType }) => (instanceType === "c7i.large" ? "InsufficientInstanceCapacity" : undefined));
    const { stdout, stderr, exitCode } = await cli(...launchArgs());
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^i-[0-9a-f]{17}\n$/);
    expect(stderr).toBe(
      "c7i.large subnet-a spot: InsufficientInstanceCapacity\nc7i.large subnet-b spot: InsufficientInstanceCapacity\n",
    );
  });

  test("tells everything in JSON", async () => {
    const { stdout } = await cli(...launchArgs("--json", "--deadline", "2h", "--security-group", "sg-1", "sg-2"));
    expect(JSON.parse(stdout)).toMatchObject({ pool: "c7i.large/subnet-a", market: "spot", refusals: [] });
  });

  test.each([
    [64, "InsufficientInstanceCapacity", "no capacity in any of 4 pools"],
    [1, "UnauthorizedOperation", "refused the launch"],
  ])("ends with %i on %s", async (exitCode, code, message) => {
    rig.answer(() => code);
    const ended = await cli(...launchArgs());
    expect(ended).toMatchObject({ exitCode, stdout: "", stderr: expect.stringContaining(message) });
  });

  test.each([
    ["the launch spec lacks instanceTypes", launchArgs("--types", ",")],
    ["required option '--types <list>' not specified", ["launch"]],
    ["Did you mean --types?", launchArgs("--typse", "x")],
    ["Expected a duration", launchArgs("--deadline", "tomorrow")],
  ])("ends with 2 and one line: %s", async (message, args) => {
    const ended = await cli(...args);
    expect(ended).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining(message) });
    expect(ended.stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(rig.requests).toHaveLength(0);
  });
});

test("classify-termination answers with five fields, a dash for an empty one, or in JSON", async () => {
  const id = (await cli(...launchArgs())).stdout.trim();
  await expect.poll(() => rig.cloud.instances().find(({ instanceId }) => instanceId === id)?.state).toBe("running");
  rig.cloud.reclaim(id, { noticeLead: 120 });
  const { stdout, exitCode } = await cli("classify-termination", "--instance-id", id);
  expect(stdout).toBe("reclaim\trunning\t-\t-\tinstance-terminated-no-capacity\n");
  expect(exitCode).toBe(0);
  const json = await cli("classify-termination", "--instance-id", "i-0123456789abcdef0", "--json");
  expect(JSON.parse(json.stdout)).toMatchObject({ classification: "unknown" });
});

test(
  "terminate gives back; reap lists and with --apply takes what is past its deadline",
  { timeout: 60_000 },
  async () => {
    const [first = "", second = ""] = await Promise.all([
      cli(...launchArgs("--deadline", "0")),
      cli(...launchArgs("--deadline", "0")),
    ]).then((ended) => ended.map(({ stdout }) => stdout.trim()));
    expect(await cli("terminate", "--instance-id", first)).toMatchObject({ exitCode: 0, stdout: "" });
    expect((await cli("reap")).stdout).toMatch(
      new RegExp(`^would take instance ${second} \\(test, run cli-\\d+\\): \\w+, 0 min`),
    );
    const applied = await cli("reap", "--apply", "--json");
    expect(JSON.parse(applied.stdout)).toMatchObject({ kind: "instance", id: second, taken: true });
    expect((await cli("reap")).stdout).toBe("");
  },
);

describe("a launch that is killed behind RunInstances", () => {
  /** Its EC2 never lists what it launched, so that it waits there. */
  async function hanging(args: readonly string[]) {
    const way = await openFaultyWay(rig.cloud.endpoint, (action, before) =>
      action === "DescribeInstances" && before > 0 ? "silent" : undefined,
    );
    const env = { PATH: process.env.PATH, ...rig.cloud.environment, AWS_ENDPOINT_URL: way.endpoint };
    const child = spawn(process.execPath, [bin, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
    await expect
      .poll(() => way.calls.filter((call) => call === "DescribeInstances").length, { timeout: 10_000 })
      .toBe(2);
    return { child, way };
  }
  const rented = (args: readonly string[]) =>
    rig.cloud.instances().filter(({ tags }) => tags["alpha-engine:run-id"] === args[args.indexOf("--run-id") + 1]);

  test("by SIGKILL has left an instance that the same run and attempt finds again", async () => {
    const args = launchArgs("--deadline", "1h");
    const { child, way } = await hanging(args);
    await using _ = way;
    child.kill("SIGKILL");
    await once(child, "close");
    const again = await cli(...args);
    expect(rented(args).map(({ instanceId }) => instanceId)).toEqual([again.stdout.trim()]);
  });

  test("by SIGTERM gives it back and ends with 143", async () => {
    const args = launchArgs();
    const { child, way } = await hanging(args);
    await using _ = way;
    child.kill("SIGTERM");
    const [exitCode] = (await once(child, "close")) as [number];
    expect(exitCode).toBe(143);
    expect(rented(args).map(({ state }) => state)).not.toContain("running");
  });
});
