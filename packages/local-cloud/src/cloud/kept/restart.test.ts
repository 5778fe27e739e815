/** @module-tag slow */
import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import {
  DescribeInstancesCommand,
  DescribeSpotInstanceRequestsCommand,
  EC2Client,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  CreateBucketCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListTagsForResourceCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { CreateTopicCommand, ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { GetCommandInvocationCommand, GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, until } from "../../../testing/cloud.ts";
import { jsonClient } from "../../../testing/json-client.ts";
import { type LocalCloud, startLocalCloud } from "../../index.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "local-cloud-restart-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function clientsOf({ endpoint }: LocalCloud) {
  const config = { endpoint, maxAttempts: 1 };
  return {
    ec2: new EC2Client(config),
    ssm: new SSMClient(config),
    sfn: new SFNClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    sns: new SNSClient(config),
    sqs: new SQSClient(config),
    dynamo: new DynamoDBClient(config),
    logs: jsonClient(endpoint, "Logs_20140328"),
  };
}

async function waiting(sfn: SFNClient, name: string): Promise<string> {
  const { stateMachineArn = "" } = await sfn.send(
    new CreateStateMachineCommand({
      name,
      definition: JSON.stringify({ StartAt: "W", States: { W: { Type: "Wait", Seconds: 600, End: true } } }),
      roleArn: "arn:aws:iam::000000000000:role/r",
      tags: [{ key: "a", value: "b" }],
    }),
  );
  return (await sfn.send(new StartExecutionCommand({ stateMachineArn }))).executionArn ?? "";
}

test("a restart loses nothing but the machines, which come back as terminated", async () => {
  await using first = await startTestCloud({ directory, keep: true });
  const before = clientsOf(first.cloud);
  const launch = { InstanceMarketOptions: { MarketType: "spot" as const }, ClientToken: "once" };
  const id = await first.boot(launch);
  const done = await first.run(id, ["echo kept; exit 3"], {
    CloudWatchOutputConfig: { CloudWatchOutputEnabled: true },
  });
  const running = await first.send(id, ["sleep 60"]);
  await until(() => first.cloud.commands().at(-1)?.startedAt !== undefined);
  await before.ssm.send(new PutParameterCommand({ Name: "/p", Value: "v", Type: "SecureString" }));
  await before.s3.send(new CreateBucketCommand({ Bucket: "bucket" }));
  await before.s3.send(new PutObjectCommand({ Bucket: "bucket", Key: "k/1", Body: "text" }));
  const TagSet = [{ Key: "t", Value: "1" }];
  await before.s3.send(new PutObjectTaggingCommand({ Bucket: "bucket", Key: "k/1", Tagging: { TagSet } }));
  const { TopicArn } = await before.sns.send(new CreateTopicCommand({ Name: "topic" }));
  const { QueueUrl } = await before.sqs.send(new CreateQueueCommand({ QueueName: "queue" }));
  await before.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "waits" }));
  const table = { TableName: "table", AttributeDefinitions: [{ AttributeName: "k", AttributeType: "S" as const }] };
  const KeySchema = [{ AttributeName: "k", KeyType: "HASH" as const }];
  await before.dynamo.send(new CreateTableCommand({ ...table, KeySchema, BillingMode: "PAY_PER_REQUEST" }));
  await before.dynamo.send(new PutItemCommand({ TableName: "table", Item: { k: { S: "a" }, n: { N: "7" } } }));
  const stopped = await waiting(before.sfn, "stopped");
  await before.sfn.send(new StopExecutionCommand({ executionArn: stopped, cause: "by hand" }));
  const interrupted = await waiting(before.sfn, "interrupted");
  await expect(startLocalCloud({ directory, keep: true })).rejects.toMatchObject({
    code: "LOCAL_CLOUD_FOLDER_IN_USE",
  });
  await first.cloud.stop();
  // As a cloud that is killed in the middle of a line leaves it.
  await appendFile(join(directory, "state/journal.jsonl"), '["parameter","/p",{"na');

  const second = await startLocalCloud({ directory, keep: true });
  const after = clientsOf(second);
  const { Reservations } = await after.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
  expect(Reservations?.[0]?.Instances?.[0]).toMatchObject({
    State: { Name: "terminated" },
    StateReason: { Message: expect.stringContaining("the local cloud was stopped") as string },
  });
  const image = { ImageId: "ami-1", InstanceType: "c7i.large" as const, MinCount: 1, MaxCount: 1 };
  await expect(after.ec2.send(new RunInstancesCommand({ ...image, ...launch }))).rejects.toMatchObject({
    name: "IdempotentInstanceTerminated",
  });
  const { SpotInstanceRequests } = await after.ec2.send(new DescribeSpotInstanceRequestsCommand({}));
  expect(SpotInstanceRequests).toMatchObject([{ State: "closed", Status: { Code: "instance-terminated-by-user" } }]);
  const get = (CommandId: string | undefined) =>
    after.ssm.send(new GetCommandInvocationCommand({ CommandId, InstanceId: id }));
  expect(await get(done.CommandId)).toMatchObject({ ResponseCode: 3, StandardOutputContent: "kept\n" });
  expect(await get(running)).toMatchObject({ Status: "Failed", StatusDetails: "Undeliverable" });
  const { events } = await after.logs("FilterLogEvents", { logGroupName: "/aws/ssm/AWS-RunShellScript" });
  expect(events).toMatchObject([{ message: "kept" }]);
  const parameter = await after.ssm.send(new GetParameterCommand({ Name: "/p", WithDecryption: true }));
  expect(parameter.Parameter?.Value).toBe("v");
  const object = { Bucket: "bucket", Key: "k/1" };
  expect(await (await after.s3.send(new GetObjectCommand(object))).Body?.transformToString()).toBe("text");
  expect((await after.s3.send(new GetObjectTaggingCommand(object))).TagSet).toEqual(TagSet);
  await expect(after.s3.send(new PutObjectCommand({ ...object, Body: "x", IfNoneMatch: "*" }))).rejects.toMatchObject({
    name: "PreconditionFailed",
  });
  expect((await after.sns.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn }]);
  const queue = await after.sqs.send(new GetQueueUrlCommand({ QueueName: "queue" }));
  const { Messages } = await after.sqs.send(new ReceiveMessageCommand({ QueueUrl: queue.QueueUrl }));
  expect(Messages).toMatchObject([{ Body: "waits" }]);
  const item = await after.dynamo.send(new GetItemCommand({ TableName: "table", Key: { k: { S: "a" } } }));
  expect(item.Item?.["n"]).toEqual({ N: "7" });
  const describe = (executionArn: string) => after.sfn.send(new DescribeExecutionCommand({ executionArn }));
  expect(await describe(stopped)).toMatchObject({ status: "ABORTED", cause: "by hand" });
  expect(await describe(interrupted)).toMatchObject({
    status: "ABORTED",
    cause: expect.stringContaining("local cloud") as string,
  });
  const history = await after.sfn.send(new GetExecutionHistoryCommand({ executionArn: stopped }));
  expect(history.events?.map(({ type }) => type)).toEqual(["ExecutionStarted", "WaitStateEntered", "ExecutionAborted"]);
  const resourceArn = stopped.replace(/execution:(\w+):.*/, "stateMachine:$1");
  expect((await after.sfn.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual([
    { key: "a", value: "b" },
  ]);
  await second.stop();
});

test("without `keep` a cloud in the same folder knows nothing of the one before", async () => {
  const cloud = await startLocalCloud({ directory });
  expect([cloud.instances(), cloud.commands()]).toEqual([[], []]);
  await cloud.stop();
});
