/** @module-tag slow */
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";

import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";

import { startTestCloud, until } from "../testing/cloud.ts";
import { chooseSandbox } from "./machine/sandbox/choose-sandbox.ts";
import { startLocalCloud } from "./start-local-cloud.ts";
import { unverified } from "./wire/credential-scope.ts";

const { kind } = await chooseSandbox("auto");
const kinds = kind === "namespaces" ? (["namespaces", "plain"] as const) : (["plain"] as const);

async function alive(marker: string): Promise<boolean> {
  const lines = await Promise.all(
    (await readdir("/proc")).map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
  );
  return lines.some((line) => line.split("\0").includes(marker));
}

async function open(url: string): Promise<boolean> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  const outcome = await Promise.race([
    once(socket, "connect").then(() => true),
    once(socket, "error").then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return outcome;
}

test.each(kinds)("stop leaves no process and no open port behind (%s)", async (sandbox) => {
  await using test_ = await startTestCloud({ sandbox });
  const id = await test_.boot();
  const marker = `${Math.floor(Math.random() * 1e6) + 1000}.75`;
  await test_.send(id, [`setsid sleep ${marker} &`, `setsid -f sleep ${marker}`, `sleep ${marker}`]);
  await until(() => alive(marker));
  // While an instance boots, a command runs and output is on its way.
  void test_.boot().catch(() => {});
  await until(() => test_.cloud.instances().length === 2);
  const { endpoint, environment } = test_.cloud;
  const doors = [
    endpoint,
    environment["AWS_ENDPOINT_URL_S3"] ?? "",
    test_.cloud.instances()[0]?.metadataEndpoint ?? "",
  ];
  expect(await Promise.all(doors.map(open))).toEqual([true, true, true]);
  await Promise.all([test_.cloud.stop(), test_.cloud.stop()]);
  expect(await alive(marker)).toBe(false);
  expect(await Promise.all(doors.map(open))).toEqual([false, false, false]);
});

test("the environment leads the SDK here and nowhere else", async () => {
  await using test_ = await startTestCloud();
  const { environment, endpoint } = test_.cloud;
  expect(environment).toMatchObject({
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
  });
  for (const name of ["S3", "SNS", "SQS"]) {
    expect(environment[`AWS_ENDPOINT_URL_${name}`]).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  }
  expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  // A client that knows the router only is passed on.
  await new S3Client({ endpoint }).send(new CreateBucketCommand({ Bucket: "through-the-router" }));
});

test("an image's files are there at boot, and what it exposes", async () => {
  await using test_ = await startTestCloud({
    images: {
      "ami-1": {
        files: { "/opt/alpha-engine/run.sh": { content: "#!/bin/sh\necho from the image\n", mode: 0o755 } },
        exposes: [process.cwd()],
      },
    },
  });
  const id = await test_.boot();
  const { StandardOutputContent } = await test_.run(id, [
    `/opt/alpha-engine/run.sh`,
    `ls ${process.cwd()}/package.json`,
  ]);
  expect(StandardOutputContent).toBe(`from the image\n${process.cwd()}/package.json\n`);
});

test("an image that cannot be written ends the instance with the reason", async () => {
  await using test_ = await startTestCloud({
    images: { "ami-1": { files: { "/opt/a": { content: "" }, "/opt/a/b": { content: "" } } } },
  });
  void test_.boot().catch(() => {});
  await until(() => test_.cloud.instances()[0]?.state === "terminated");
  expect(test_.cloud.instances()[0]?.stateReason).toBe("Server.InternalError");
});

test("a plain sandbox says why it is plain", async () => {
  await using test_ = await startTestCloud({ sandbox: "plain" });
  expect(test_.cloud.sandbox).toMatchObject({ kind: "plain", reason: "asked for" });
});

const signedFor = (service: string): Record<string, string> => ({
  ...unverified({ region: "us-east-1", service }),
  "x-amz-date": new Date().toISOString().replaceAll(/[-:]|\.\d+/g, ""),
});
const json = (target: string, body: object = {}): RequestInit => ({
  method: "POST",
  headers: { "x-amz-target": target, "content-type": "application/x-amz-json-1.0", ...signedFor("any") },
  body: JSON.stringify(body),
});
const form = (service: string, Action: string): RequestInit => ({
  method: "POST",
  headers: signedFor(service),
  body: new URLSearchParams({ Action }),
});

/** One request for each service. */
const REQUESTS: Readonly<Record<string, readonly [path: string, init: RequestInit]>> = {
  ssm: ["/", json("AmazonSSM.ListCommands")],
  states: ["/", json("AWSStepFunctions.ListStateMachines")],
  events: ["/", json("AWSEvents.ListRules")],
  logs: ["/", json("Logs_20140328.DescribeLogGroups")],
  monitoring: ["/", json("GraniteServiceVersion20100801.PutMetricData", { Namespace: "a" })],
  dynamodb: ["/", json("DynamoDB_20120810.ListTables")],
  ec2: ["/", form("ec2", "DescribeInstances")],
  sts: ["/", form("sts", "GetCallerIdentity")],
  lambda: [
    "/2015-03-31/functions/twice/invocations",
    { method: "POST", headers: { "x-amz-invocation-type": "DryRun", ...signedFor("lambda") } },
  ],
  s3: ["/", { headers: signedFor("s3") }],
  "the cloud's own orders": [
    "/_local-cloud/capacity",
    { method: "POST", headers: { "x-local-cloud-order": "capacity" }, body: "{}" },
  ],
};

test("a request that comes while the cloud starts waits until everything is registered", async () => {
  const directory = await mkdtemp(join(tmpdir(), "local-cloud-early-"));
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  /** Knocks until somebody is there. */
  const ask = async (name: string, path: string, init: RequestInit): Promise<readonly [string, number]> => {
    for (;;) {
      try {
        const { status } = await fetch(`http://127.0.0.1:${port}${path}`, init);
        return [name, status];
      } catch {
        await setImmediate();
      }
    }
  };
  const asking = Promise.all(Object.entries(REQUESTS).map(([name, [path, init]]) => ask(name, path, init)));
  const functions = { twice: { module: "data:text/javascript,export const handler = () => 2" } };
  const cloud = await startLocalCloud({ directory, port, functions });
  try {
    const statuses = Object.fromEntries(await asking);
    const expected = Object.keys(REQUESTS).map((name) => [name, name === "lambda" ? 204 : 200]);
    expect(statuses).toEqual(Object.fromEntries(expected));
  } finally {
    await cloud.stop();
    await rm(directory, { recursive: true, force: true });
  }
});
