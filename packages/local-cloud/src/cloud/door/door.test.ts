/** @module-tag slow */
import { PutMetricDataCommand, CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { DescribeInstancesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { ListFunctionsCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ListStateMachinesCommand, SFNClient } from "@aws-sdk/client-sfn";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import {
  DescribeInstanceInformationCommand,
  GetParameterCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../../testing/cloud.ts";
import type { RequestFault, RequestView } from "../../index.ts";

/** One harmless call to every service, by a client that tries once. */
function calls(test_: TestCloud, config: object = {}): Readonly<Record<string, () => Promise<unknown>>> {
  const all = { endpoint: test_.cloud.endpoint, maxAttempts: 1, forcePathStyle: true, ...config };
  return {
    ssm: () => new SSMClient(all).send(new DescribeInstanceInformationCommand({})),
    ec2: () => new EC2Client(all).send(new DescribeInstancesCommand({})),
    states: () => new SFNClient(all).send(new ListStateMachinesCommand({})),
    monitoring: () =>
      new CloudWatchClient(all).send(
        new PutMetricDataCommand({ Namespace: "n", MetricData: [{ MetricName: "m", Value: 1 }] }),
      ),
    lambda: () => new LambdaClient(all).send(new ListFunctionsCommand({})),
    s3: () => new S3Client(all).send(new CreateBucketCommand({ Bucket: "door" })),
    sns: () => new SNSClient(all).send(new CreateTopicCommand({ Name: "door" })),
    sqs: () => new SQSClient(all).send(new ListQueuesCommand({})),
    dynamodb: () => new DynamoDBClient(all).send(new ListTablesCommand({})),
  };
}

const SERVICES = ["ssm", "ec2", "states", "monitoring", "lambda", "s3", "sns", "sqs", "dynamodb"];

describe("a request", () => {
  let test_: TestCloud;
  let fault: (request: RequestView) => RequestFault | undefined;
  beforeAll(async () => {
    test_ = await startTestCloud({ faults: { request: (request) => fault(request) } });
  });
  beforeEach(() => {
    fault = () => undefined;
  });
  afterAll(() => test_[Symbol.asyncDispose]());

  test.each([
    ["ssm", "ThrottlingException", 400],
    ["ec2", "RequestLimitExceeded", 503],
    ["states", "ThrottlingException", 400],
    ["monitoring", "ThrottlingException", 400],
    ["lambda", "TooManyRequestsException", 429],
    ["s3", "SlowDown", 503],
    ["sns", "Throttling", 400],
    ["sqs", "ThrottlingException", 400],
    ["dynamodb", "ThrottlingException", 400],
  ])("to %s may be throttled, in its own words: %s", async (service, name, httpStatusCode) => {
    fault = (request) => (request.service === service ? { kind: "throttle" } : undefined);
    await expect(calls(test_)[service]?.()).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
  });

  test("is told to a fault by service, operation and count, so that a burst can be scripted", async () => {
    const seen: string[] = [];
    fault = ({ service, operation, count }) => {
      seen.push(`${service} ${operation} ${count}`);
      return operation === "GetParameter" && count <= 2 ? { kind: "throttle" } : undefined;
    };
    const ssm = new SSMClient({ endpoint: test_.cloud.endpoint, maxAttempts: 3 });
    await ssm.send(new PutParameterCommand({ Name: "p", Value: "v", Type: "String" }));
    expect((await ssm.send(new GetParameterCommand({ Name: "p" }))).Parameter?.Value).toBe("v");
    expect(seen).toEqual(["ssm PutParameter 1", "ssm GetParameter 1", "ssm GetParameter 2", "ssm GetParameter 3"]);
  });

  test("may fail with any error of any status", async () => {
    fault = () => ({ kind: "error", code: "InternalServerError", statusCode: 500, message: "no" });
    for (const service of SERVICES) {
      await expect(calls(test_)[service]?.()).rejects.toMatchObject({
        name: "InternalServerError",
        $metadata: { httpStatusCode: 500 },
      });
    }
  });

  test("may be reset before it has had any effect, or after, when only its answer is lost", async () => {
    const s3 = new S3Client({ endpoint: test_.cloud.endpoint, maxAttempts: 1, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: "resets" }));
    const put = (Key: string): Promise<unknown> => s3.send(new PutObjectCommand({ Bucket: "resets", Key, Body: "x" }));
    const there = (Key: string): Promise<boolean> =>
      s3.send(new HeadObjectCommand({ Bucket: "resets", Key })).then(
        () => true,
        () => false,
      );
    const dynamo = new DynamoDBClient({ endpoint: test_.cloud.endpoint, maxAttempts: 1 });
    const create = new CreateTableCommand({
      TableName: "resets",
      AttributeDefinitions: [{ AttributeName: "k", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "k", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    });
    const parameter = new PutParameterCommand({ Name: "reset", Value: "v", Type: "String" });
    for (const when of ["before", "after"] as const) {
      fault = ({ operation }) => (/^(?:Put|Create)/.test(operation) ? { kind: "reset", when } : undefined);
      for (const send of [() => put(when), () => dynamo.send(create), () => test_.ssm.send(parameter)]) {
        await expect(send()).rejects.toMatchObject({ code: expect.stringMatching(/ECONNRESET|EPIPE/) as string });
      }
    }
    expect([await there("before"), await there("after")]).toEqual([false, true]);
    expect((await dynamo.send(new ListTablesCommand({}))).TableNames).toEqual(["resets"]);
    const { Parameter } = await test_.ssm.send(new GetParameterCommand({ Name: "reset" }));
    expect(Parameter?.Version).toBe(1);
  });

  test("may be judged and dated by another clock than it was signed by, which an SDK then sets right", async () => {
    let asked = 0;
    fault = () => {
      asked += 1;
      return { kind: "skew", by: "20m" };
    };
    for (const service of ["ssm", "s3", "ec2"])
      await expect(calls(test_)[service]?.(), service).rejects.toMatchObject({
        name: expect.stringMatching(/InvalidSignatureException|RequestTimeTooSkewed|RequestExpired/) as string,
      });
    asked = 0;
    const ssm = new SSMClient({ endpoint: test_.cloud.endpoint, maxAttempts: 3 });
    await ssm.send(new DescribeInstanceInformationCommand({}));
    expect(asked).toBe(2);
  });

  test("may be answered late", async () => {
    fault = () => ({ kind: "delay", by: "120ms" });
    const started = Date.now();
    await calls(test_)["ssm"]?.();
    expect(Date.now() - started).toBeGreaterThanOrEqual(119);
  });

  test.each(SERVICES)("to %s with credentials that look real is refused with the way to others", async (service) => {
    const credentials = { accessKeyId: "AKIAQ7LOCALCLOUDQ234", secretAccessKey: "x" };
    const refused = calls(test_, { credentials })[service]?.();
    await expect(refused).rejects.toMatchObject({
      name: expect.stringMatching(/AuthFailure|InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId/) as string,
      message: expect.stringContaining("local-cloud env") as string,
    });
    const session = { ...credentials, accessKeyId: "ASIAQ7LOCALCLOUDQ234" };
    await expect(calls(test_, { credentials: session })[service]?.()).rejects.toThrow(/looks real/);
    const example = { ...credentials, accessKeyId: "AKIAIOSFODNN7EXAMPLE" };
    if (service !== "lambda") await calls(test_, { credentials: example })[service]?.();
  });
});

test("a cloud whose clock is off refuses signatures, and clients correct themselves by its Date", async () => {
  const clockSkewSeconds = -3600;
  await using test_ = await startTestCloud({ faults: { clockSkewSeconds } });
  for (const service of ["ssm", "ec2", "s3", "dynamodb"]) {
    await expect(calls(test_)[service]?.()).rejects.toMatchObject({
      name: expect.stringMatching(/InvalidSignatureException|RequestExpired|RequestTimeTooSkewed/) as string,
    });
    await calls(test_, { maxAttempts: 3 })[service]?.();
  }
  expect(Math.abs(test_.cloud.clock.now() - Date.now() + 3_600_000)).toBeLessThan(1000);
});
