/** @module-tag slow */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud, until } from "../../../testing/cloud.ts";
import type { Caller, CloudEvent } from "../../index.ts";

/** Asks the cloud as any SDK would, under the key that it is given or finds where SDKs look: environment, then files. */
const ASK = `
import { readFileSync } from "node:fs";
const [what, name, given] = process.argv.slice(2);
const endpoint = process.env.AWS_ENDPOINT_URL ?? /endpoint_url = (\\S+)/.exec(readFileSync(process.env.HOME + "/.aws/config", "utf8"))[1];
const inFile = () => /aws_access_key_id = (\\S+)/.exec(readFileSync(process.env.HOME + "/.aws/credentials", "utf8"))[1];
const key = given || process.env.AWS_ACCESS_KEY_ID || inFile();
const signed = (service) => ({ authorization: \`AWS4-HMAC-SHA256 Credential=\${key}/20260101/us-east-1/\${service}/aws4_request, SignedHeaders=host, Signature=none\` });
const form = (service, fields) => fetch(endpoint, { method: "POST", headers: { ...signed(service), "content-type": "application/x-www-form-urlencoded" }, body: new URLSearchParams(fields) });
const ask = {
  put: () => fetch(endpoint + "/things/" + name, { method: "PUT", body: name, headers: signed("s3") }),
  link: () => console.log(endpoint + "/things/" + name + "?X-Amz-Credential=" + key + "%2F20260101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Signature=none&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-SignedHeaders=host&X-Amz-Expires=600&X-Amz-Date=" + new Date().toISOString().replace(/[-:]|\\.\\d+/g, "")),
  send: () => fetch(endpoint, { method: "POST", headers: { ...signed("ssm"), "content-type": "application/x-amz-json-1.1", "x-amz-target": "AmazonSSM.SendCommand" }, body: JSON.stringify({ DocumentName: "AWS-RunShellScript", InstanceIds: [name], Parameters: { commands: [process.argv[5]] } }) }),
  rent: () => form("ec2", { Action: "RunInstances", Version: "2016-11-15", ImageId: "ami-1", InstanceType: "c7i.large", MinCount: "1", MaxCount: "1", UserData: Buffer.from(name).toString("base64") }),
  role: () => form("sts", { Action: "AssumeRole", Version: "2011-06-15", RoleArn: "arn:aws:iam::000000000000:role/" + name, RoleSessionName: "s" }),
};
const answer = await ask[what]();
const text = await answer?.text();
if (what === "role") console.log(/<AccessKeyId>(\\w+)/.exec(text)[1]);
if (answer?.ok === false) { console.error(text); process.exit(1); }
`;
const node = process.execPath;
const ask = `${node} /opt/ask.mjs`;

let test_: TestCloud;
let s3: S3Client;
let folder: string;
let box: string;
const events: CloudEvent[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "callers-"));
  const handler = join(folder, "handler.mjs");
  writeFileSync(
    handler,
    `import { execFileSync } from "node:child_process";
export const handler = async ({ name }) => execFileSync(process.execPath, ["${folder}/ask.mjs", "put", name]) && 1;`,
  );
  writeFileSync(join(folder, "ask.mjs"), ASK);
  const files = { "/opt/ask.mjs": { content: ASK } };
  const images = { "ami-1": { files, exposes: [dirname(dirname(node))], sh: "bash" as const } };
  test_ = await startTestCloud({ images, functions: { work: { module: handler } } });
  test_.cloud.subscribe((event) => events.push(event));
  const { endpoint, region } = test_.cloud;
  s3 = new S3Client({ endpoint, region, forcePathStyle: true, credentials: test_.ec2.config.credentials });
  await s3.send(new CreateBucketCommand({ Bucket: "things" }));
  box = await test_.boot();
}, 60_000);
afterAll(async () => {
  s3.destroy();
  await test_[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** Who has written the object, once it is there. */
async function writerOf(key: string): Promise<Caller | undefined> {
  const written = (): CloudEvent | undefined => events.find((event) => event.type === "object" && event.key === key);
  await until(() => written() !== undefined);
  const event = written();
  return event?.type === "object" ? event.by : undefined;
}
/** Runs it on the box; the answer is the command's id. */
async function run(...commands: readonly string[]): Promise<string> {
  const id = await test_.send(box, commands);
  const { Status, StandardErrorContent } = await test_.end(box, id);
  expect(Status, StandardErrorContent).toBe("Success");
  return id;
}

test("what a command writes is its own, and every request is told with who asked and how it was answered", async () => {
  const commandId = await run(`${ask} put plain`);
  const by = { kind: "command", commandId, instanceId: box };
  expect(await writerOf("plain")).toEqual(by);
  const calls = events.filter((event) => event.type === "call" && event.by !== undefined);
  expect(calls).toContainEqual(expect.objectContaining({ service: "s3", operation: "PutObject", by, outcome: "ok" }));
  await run(`${ask} send i-00000000000000000 - true || true`);
  const refused = events.findLast((event) => event.type === "call" && event.operation === "SendCommand" && event.by);
  expect(refused).toMatchObject({ outcome: "InvalidInstanceId" });
  expect(JSON.stringify(events)).not.toMatch(/LOCALCLOUD[A-Z0-9]{10}|not-a-secret/);
});

test.each([
  ["env -i", `env -i HOME=/root ${ask} put NAME`],
  ["sudo -i", `sudo -i ${ask} put NAME`],
  ["su -", `su - ec2-user -c '${ask} put NAME'`],
  ["an emptied environment, from a user's files", `sudo -u ec2-user env -i HOME=/home/ec2-user ${ask} put NAME`],
  ["a key that somebody made up", `${ask} put NAME test`],
  ["systemd-run", `systemd-run --wait ${ask} put NAME`],
  ["sudo systemd-run, later", `sudo systemd-run --on-active=1 ${ask} put NAME`],
])("a command is known by %s", async (how, script) => {
  const name = how.replaceAll(/\W/g, "");
  const commandId = await run("cd /", script.replace("NAME", name));
  expect(await writerOf(name)).toMatchObject({ kind: "command", commandId });
});

test("two commands at once on one box are told apart, also where they share their credentials", async () => {
  const scripts = ["one", "two"].map((name) => `env -i HOME=/root ${ask} put both-${name}; sleep 0.2`);
  const ids = await Promise.all(scripts.map((script) => run(script)));
  expect(await Promise.all(["one", "two"].map((name) => writerOf(`both-${name}`)))).toMatchObject(
    ids.map((commandId) => ({ kind: "command", commandId })),
  );
});

test("of what has cut every tie to its command nobody says whose it is, only which it may have been", async () => {
  const detached = `env -i HOME=/root PATH=$PATH setsid sh -c 'sleep 0.3; exec ${ask} put adrift' >/dev/null 2>&1 &`;
  await run(`env -i PATH=$PATH HOME=/root sh -c "${detached.replaceAll("$", "\\$")}"`);
  const others = await Promise.all([run("sleep 2"), run("sleep 2")]);
  const writer = await writerOf("adrift");
  const oneOf = expect.arrayContaining(others) as string[];
  expect(writer).toMatchObject({ kind: "instance", instanceId: box, oneOf });
});

test("a chain leads from user data and a command of a command back to who began", async () => {
  const rent = `${ask} rent '#!/bin/bash
${ask} put by-user-data'`;
  const renter = await run(rent);
  const root = { kind: "command", commandId: renter };
  expect(await writerOf("by-user-data")).toMatchObject({ kind: "instance", by: root });
  const rented = test_.cloud.instances().find(({ instanceId }) => instanceId !== box);
  expect(rented?.by).toMatchObject(root);
  const sender = await run(`${ask} send ${box} "" "${ask} put by-the-next"`);
  const next = await writerOf("by-the-next");
  expect(next).toMatchObject({ kind: "command", by: { kind: "command", commandId: sender } });
});

test("credentials of a role, and links, are whose who got them", async () => {
  const taker = await run(`${ask} put in-a-role "$(${ask} role reader)"`);
  expect(await writerOf("in-a-role")).toMatchObject({
    kind: "session",
    arn: "arn:aws:sts::000000000000:assumed-role/reader/s",
    by: { commandId: taker },
  });
  const id = await test_.send(box, [`${ask} link linked`]);
  const { StandardOutputContent = "" } = await test_.end(box, id);
  await fetch(StandardOutputContent.trim(), { method: "PUT", body: "linked" });
  expect(await writerOf("linked")).toMatchObject({ kind: "command", commandId: id });
});

test("a task, its nested execution and its function are known down to the object, each attempt by itself", async () => {
  const { endpoint, region } = test_.cloud;
  const { credentials } = test_.ec2.config;
  const sfn = new SFNClient({ endpoint, region, credentials });
  const roleArn = "arn:aws:iam::000000000000:role/r";
  const create = async (name: string, States: object): Promise<string> => {
    const definition = JSON.stringify({ StartAt: Object.keys(States)[0], States });
    return (await sfn.send(new CreateStateMachineCommand({ name, roleArn, definition }))).stateMachineArn ?? "";
  };
  const invoke = { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", End: true };
  const item = {
    StartAt: "Call",
    States: { Call: { ...invoke, Parameters: { FunctionName: "work", "Payload.$": "$" } } },
  };
  const inner = await create("inner", { Each: { Type: "Map", ItemsPath: "$.items", ItemProcessor: item, End: true } });
  const start = { Type: "Task", Resource: "arn:aws:states:::states:startExecution.sync:2", End: true };
  const items = [{ name: "item-0" }, { name: "item-1" }];
  const outer = await create("outer", { Nest: { ...start, Parameters: { StateMachineArn: inner, Input: { items } } } });
  await sfn.send(new StartExecutionCommand({ stateMachineArn: outer, name: "o" }));
  for (const [iteration] of items.entries()) {
    const writer = await writerOf(`item-${iteration}`);
    const nest = {
      kind: "task",
      state: "Nest",
      executionArn: outer.replace(":stateMachine:", ":execution:") + ":o",
      attempt: 0,
    };
    expect(writer).toMatchObject({
      kind: "function",
      functionName: "work",
      by: { kind: "task", state: "Call", iteration, by: nest },
    });
  }
  sfn.destroy();
  const lambda = new LambdaClient({ endpoint, region, credentials });
  await lambda.send(new InvokeCommand({ FunctionName: "work", Payload: Buffer.from('{"name":"from-outside"}') }));
  const writer = await writerOf("from-outside");
  expect(writer).toMatchObject({ kind: "function" });
  expect(writer?.by).toBeUndefined();
  lambda.destroy();
});
