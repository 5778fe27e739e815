/** @module-tag slow */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../testing/cloud.ts";
import { startLocalCloud, type CloudEvent } from "../index.ts";
import { unverified } from "./credential-scope.ts";
import { closeServer, listen } from "./listen.ts";
import { parseQuery } from "./parse-query.ts";

let test_: TestCloud;
const events: CloudEvent[] = [];
beforeAll(async () => {
  test_ = await startTestCloud();
  test_.cloud.subscribe((event) => events.push(event));
});
afterAll(() => test_[Symbol.asyncDispose]());

const scope = (service: string): { readonly authorization: string } => unverified({ region: "us-east-1", service });
const FORM = { "content-type": "application/x-www-form-urlencoded" };
const post = (headers: Record<string, string>, body: string | Buffer, path = "/"): Promise<Response> =>
  fetch(test_.cloud.endpoint + path, { method: "POST", headers, body: new Uint8Array(Buffer.from(body)) });

test("an unknown operation is refused in the family of its protocol", async () => {
  const json = await post(
    { "x-amz-target": "AmazonSSM.MakeCoffee", "content-type": "application/x-amz-json-1.1", ...scope("ssm") },
    "{}",
  );
  expect([json.status, json.headers.get("content-type")]).toEqual([400, "application/x-amz-json-1.1"]);
  expect(await json.json()).toMatchObject({ __type: "UnknownOperationException" });

  const ec2 = await post({ ...FORM, ...scope("ec2") }, "Action=MakeCoffee&Version=2016-11-15");
  expect(ec2.status).toBe(400);
  expect(await ec2.text()).toMatch(
    /^<Response><Errors><Error><Code>InvalidAction<\/Code>.*<\/Errors><RequestID>[^<]+<\/RequestID><\/Response>$/,
  );

  const sts = await post({ ...FORM, ...scope("sts") }, "Action=MakeCoffee");
  expect(await sts.text()).toMatch(/^<ErrorResponse><Error><Type>Sender<\/Type><Code>InvalidAction<\/Code>/);

  const lambda = await fetch(`${test_.cloud.endpoint}/2015-03-31/event-source-mappings`, { headers: scope("lambda") });
  expect([lambda.status, lambda.headers.get("x-amzn-errortype")]).toEqual([404, "UnknownOperationException"]);
  expect((await fetch(`${test_.cloud.endpoint}/nowhere`, { headers: scope("other") })).status).toBe(404);
});

test.each([
  ["AmazonSSM", "UnknownOperationException"],
  ["AWSStepFunctions", "UnknownOperationException"],
  ["GraniteServiceVersion20100801", "UnknownOperationException"],
  ["Logs_20140328", "UnknownOperationException"],
  ["DynamoDB_20120810", "com.amazon.coral.service#UnknownOperationException"],
  ["AmazonSQS", "UnknownOperationException"],
  ["TrentService", "UnknownOperationException"],
])("the JSON service %s refuses an unknown operation in JSON", async (prefix, __type) => {
  const headers = { "x-amz-target": `${prefix}.MakeCoffee`, "content-type": "application/x-amz-json-1.0" };
  const answer = await post({ ...headers, ...scope(prefix === "AmazonSQS" ? "sqs" : "other") }, "{}");
  expect([answer.status, await answer.json()]).toMatchObject([400, { __type }]);
});

test.each(["ec2", "sts", "sns", "monitoring", "iam"])("the Query service %s does it in XML", async (service) => {
  const answer = await post({ ...FORM, ...scope(service) }, "Action=MakeCoffee");
  expect([answer.status, answer.headers.get("content-type")]).toEqual([400, expect.stringContaining("text/xml")]);
  expect(await answer.text()).toContain("<Code>InvalidAction</Code>");
});

test.each(["PUT /bucket?versioning", "PUT /bucket/key?acl", "GET /bucket?analytics", "PATCH /bucket/key"])(
  "S3 refuses %s in its XML",
  async (request) => {
    const [method = "", path = ""] = request.split(" ");
    const answer = await fetch(test_.cloud.endpoint + path, { method, headers: scope("s3") });
    expect([answer.status, await answer.text()]).toEqual([501, expect.stringContaining("<Code>NotImplemented</Code>")]);
  },
);

test("names that every object has are no operations", async () => {
  const json = await post({ "x-amz-target": "AmazonSSM.constructor", ...scope("ssm") }, "{}");
  expect(await json.json()).toMatchObject({ __type: "UnknownOperationException" });
  const ec2 = await post({ ...FORM, ...scope("ec2") }, "Action=toString");
  expect(await ec2.text()).toContain("InvalidAction");
});

test("a body that is not JSON, or not gzip, is refused", async () => {
  const headers = { "x-amz-target": "AmazonSSM.SendCommand", ...scope("ssm") };
  expect(await (await post(headers, "{")).json()).toMatchObject({ __type: "SerializationException" });
  expect(await (await post(headers, "[]")).json()).toMatchObject({ __type: "SerializationException" });
  const zipped = await post({ ...headers, "content-encoding": "gzip" }, "{}");
  expect([zipped.status, ((await zipped.json()) as { __type: string }).__type]).toEqual([
    400,
    "SerializationException",
  ]);
});

test("a request in CBOR is refused", async () => {
  const headers = { "smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor", ...scope("monitoring") };
  const path = "/service/GraniteServiceVersion20100801/operation/PutMetricData";
  const answer = await fetch(`${test_.cloud.endpoint}${path}`, {
    method: "POST",
    headers,
    body: new Uint8Array([160]),
  });
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining("<Code>InvalidAction</Code>")]);
});

test("a client in query mode finds the error's code in a header", async () => {
  const target = "GraniteServiceVersion20100801.PutMetricData";
  const answer = await post({ "x-amz-target": target, "x-amzn-query-mode": "true", ...scope("monitoring") }, "{}");
  expect([answer.status, answer.headers.get("x-amzn-query-error")]).toEqual([400, "ValidationException;Sender"]);
});

test("the caller is somebody made up", async () => {
  const answer = await post({ ...FORM, ...scope("sts") }, "Action=GetCallerIdentity&Version=2011-06-15");
  expect(await answer.text()).toContain("<Account>000000000000</Account>");
});

test("metrics arrive as lines, whichever way they were sent", async () => {
  const cloudwatch = new CloudWatchClient({ endpoint: test_.cloud.endpoint });
  // More than 10 KiB, so that the client sends it gzip-ed.
  const Dimensions = [{ Name: "Stage", Value: "x".repeat(200) }];
  const MetricData = Array.from({ length: 60 }, (_, Value) => ({ MetricName: "Heartbeat", Value, Dimensions }));
  await cloudwatch.send(new PutMetricDataCommand({ Namespace: "Zipped", MetricData }));
  const query = new URLSearchParams({
    Action: "PutMetricData",
    Namespace: "Query",
    "MetricData.member.1.MetricName": "Rows",
    "MetricData.member.1.Value": "3",
    "MetricData.member.1.Unit": "Count",
    "MetricData.member.1.Timestamp": "2026-11-20T01:02:03Z",
    "MetricData.member.1.Dimensions.member.1.Name": "Stage",
    "MetricData.member.1.Dimensions.member.1.Value": "RAG",
  });
  expect((await post({ ...FORM, ...scope("monitoring") }, query.toString())).status).toBe(200);
  const target = "GraniteServiceVersion20100801.PutMetricData";
  const raw = { Namespace: "Raw", MetricData: [{ MetricName: "M", Values: [1, 2], Timestamp: 1_795_000_000 }] };
  await post(
    { "x-amz-target": target, "content-encoding": "gzip", ...scope("monitoring") },
    gzipSync(JSON.stringify(raw)),
  );

  const lines = async (): Promise<Record<string, unknown>[]> =>
    (await readFile(join(test_.directory, "metrics.jsonl"), "utf8"))
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  await expect.poll(async () => (await lines()).length).toBe(63);
  const all = await lines();
  expect(all[59]).toMatchObject({ namespace: "Zipped", name: "Heartbeat", value: 59, unit: "None" });
  expect(all[60]).toEqual({
    timestamp: "2026-11-20T01:02:03.000Z",
    namespace: "Query",
    name: "Rows",
    value: 3,
    unit: "Count",
    dimensions: { Stage: "RAG" },
  });
  expect(all.slice(61).map(({ value, timestamp }) => [value, timestamp])).toEqual([
    [1, "2026-11-18T11:06:40.000Z"],
    [2, "2026-11-18T11:06:40.000Z"],
  ]);
  expect(events.filter(({ type }) => type === "metric")).toHaveLength(63);
});

test("a taken port is refused by its number and nothing is left open", async () => {
  const other = createServer();
  const port = await listen(other, 0);
  const start = startLocalCloud({ directory: join(test_.directory, "second"), port });
  await expect(start).rejects.toMatchObject({
    code: "LOCAL_CLOUD_PORT_TAKEN",
    message: `Port ${port} on 127.0.0.1 cannot be used: already taken`,
  });
  await closeServer(other);
});

test("form parameters become structures and lists in their order", () => {
  const form = new URLSearchParams(
    "Action=A&Version=1&X=1&Filter.1.Name=n&Filter.1.Value.1=a&Filter.1.Value.10=c&Filter.1.Value.2=b&P.Q=z&L.member.1=m",
  );
  expect(parseQuery(form)).toEqual({
    X: "1",
    Filter: [{ Name: "n", Value: ["a", "b", "c"] }],
    P: { Q: "z" },
    L: ["m"],
  });
});
