/** @module-tag slow */
import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { DescribeSpotInstanceRequestsCommand, EC2Client, RunInstancesCommand } from "@aws-sdk/client-ec2";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { until } from "../../testing/cloud.ts";

const BIN = fileURLToPath(new URL("../../dist/bin.js", import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "local-cloud-command-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
// Each of them starts several processes, one after the other.
vi.setConfig({ testTimeout: 60_000 });

interface Outcome {
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

function run(...argv: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [BIN, ...argv], { cwd: folder }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    );
  });
}

function start(...argv: readonly string[]): { child: ChildProcess; said: () => string } {
  const child = spawn(process.execPath, [BIN, "start", ...argv], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  child.stderr?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return { child, said: () => text };
}

test("start runs until it is interrupted, env says how to reach it, and both end in order", async () => {
  const { child, said } = start("--rate", "60");
  await until(() => said().includes("next:"));
  const { stdout, code } = await run("env");
  expect(code).toBe(0);
  const shell = `export AWS_PROFILE=mine AWS_SESSION_TOKEN=real; ${stdout} env`;
  expect(execFileSync("sh", ["-c", shell], { encoding: "utf8" })).not.toMatch(/AWS_PROFILE|AWS_SESSION_TOKEN/);
  const endpoint = /^export AWS_ENDPOINT_URL='(http:\/\/127\.0\.0\.1:\d+)'$/m.exec(stdout)?.[1] ?? "";
  expect(JSON.parse((await run("env", "--json")).stdout)).toMatchObject({ AWS_ENDPOINT_URL: endpoint });
  const ec2 = new EC2Client({ endpoint });
  await ec2.send(new RunInstancesCommand({ ImageId: "ami-1", InstanceType: "c7i.large", MinCount: 1, MaxCount: 1 }));
  const ended = once(child, "close");
  child.kill("SIGINT");
  expect(await ended).toEqual([0, null]);
  expect(said()).toContain("stopping");
  expect(await run("env")).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringContaining("local-cloud start") as string,
  });
});

test("a cloud that runs is told what there is, and takes an instance away", async () => {
  const seed = join(folder, "capacity.yaml");
  await writeFile(
    seed,
    "capacity: { pools: [{ zone: b, available: 0 }] }\nsubnets: { subnet-1: { zone: b }, subnet-2: { zone: c } }",
  );
  const { child, said } = start("--dir", "told", "--rate", "60", "--seed", seed);
  await until(() => said().includes("next:"));
  const there = ["--dir", "told"];
  const { AWS_ENDPOINT_URL = "" } = JSON.parse((await run("env", ...there, "--json")).stdout) as Record<string, string>;
  const ec2 = new EC2Client({ endpoint: AWS_ENDPOINT_URL, maxAttempts: 1 });
  const launch = async (SubnetId: string): Promise<string> => {
    const image = { ImageId: "ami-1", InstanceType: "c7i.large" as const, MinCount: 1, MaxCount: 1, SubnetId };
    const spot = { InstanceMarketOptions: { MarketType: "spot" as const } };
    return (await ec2.send(new RunInstancesCommand({ ...image, ...spot }))).Instances?.[0]?.InstanceId ?? "";
  };
  await expect(launch("subnet-1")).rejects.toMatchObject({ name: "InsufficientInstanceCapacity" });
  expect(await run("capacity", ...there, "--zone", "c", "--error", "UnfulfillableCapacity")).toMatchObject({ code: 0 });
  await expect(launch("subnet-2")).rejects.toMatchObject({ name: "UnfulfillableCapacity" });
  expect(await run("capacity", ...there, "--zone", "b", "--available", "1")).toMatchObject({ code: 0 });
  const id = await launch("subnet-1");
  expect(await run("reclaim", ...there, id, "--notice-lead", "60")).toMatchObject({ code: 0, stdout: "" });
  const { SpotInstanceRequests } = await ec2.send(new DescribeSpotInstanceRequestsCommand({}));
  expect(SpotInstanceRequests).toMatchObject([{ Status: { Code: "instance-terminated-no-capacity" } }]);
  expect(await run("reclaim", ...there, "i-none")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("Instance i-none cannot be reclaimed: it is not here") as string,
  });
  expect(await run("reclaim", ...there, id, "--ssm", "loud")).toMatchObject({ code: 2 });
  const ended = once(child, "close");
  child.kill("SIGINT");
  expect(await ended).toEqual([0, null]);
});

test("a cloud that was killed begins again with what it had, and a seed adds what is missing", async () => {
  const seed = join(folder, "seed.json");
  await writeFile(seed, JSON.stringify({ parameters: { "/seeded": { value: "first" } } }));
  const first = start("--dir", "kept", "--seed", seed);
  await until(() => first.said().includes("next:"));
  const ssm = async (): Promise<SSMClient> => {
    const { AWS_ENDPOINT_URL: endpoint } = JSON.parse((await run("env", "--dir", "kept", "--json")).stdout) as Record<
      string,
      string
    >;
    return new SSMClient({ endpoint: endpoint ?? "" });
  };
  const write = new PutParameterCommand({ Name: "/seeded", Value: "written", Overwrite: true });
  await (await ssm()).send(write);
  expect(await run("start", "--dir", "kept")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("is in use") as string,
  });
  const killed = once(first.child, "close");
  first.child.kill("SIGKILL");
  await killed;
  expect(await run("env", "--dir", "kept")).toMatchObject({ code: 1, stdout: "" });
  const second = start("--dir", "kept", "--seed", seed);
  await until(() => second.said().includes("next:"));
  const { Parameter } = await (await ssm()).send(new GetParameterCommand({ Name: "/seeded" }));
  expect(Parameter?.Value).toBe("written");
  const ended = once(second.child, "close");
  second.child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
});

test("a seed with a mistake is usage, with the place", async () => {
  await writeFile(join(folder, "bad.yaml"), "buckets: { b: { objekts: {} } }");
  expect(await run("start", "--seed", "bad.yaml")).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/buckets\.b: unknown key "objekts" \(did you mean objects\?\)/) as string,
  });
});

test("a taken port is one line, and nothing is started", async () => {
  const { child, said } = start("--dir", "first");
  await until(() => said().includes("next:"));
  const port = /127\.0\.0\.1:(\d+)/.exec(said())?.[1] ?? "";
  const second = await run("start", "--dir", "second", "--port", port);
  expect(second.code).toBe(2);
  expect(second.stderr).toMatch(
    new RegExp(`^local-cloud: Port ${port} on 127\\.0\\.0\\.1 cannot be used: already taken .*\\n$`),
  );
  const ended = once(child, "close");
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
});

test("an unknown option is refused with the nearest known one", async () => {
  expect(await run("start", "--prot", "1")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--port") as string,
  });
});
