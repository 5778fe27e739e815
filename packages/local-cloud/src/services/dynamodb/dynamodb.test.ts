import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../../testing/cloud.ts";

let test_: TestCloud;
beforeAll(async () => {
  test_ = await startTestCloud();
});
afterAll(() => test_[Symbol.asyncDispose]());

test("DynamoDB is there, at the router's own address", async () => {
  const dynamo = new DynamoDBClient({ endpoint: test_.cloud.endpoint, maxAttempts: 1 });
  await dynamo.send(
    new CreateTableCommand({
      TableName: "locks",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  const lock = new PutItemCommand({
    TableName: "locks",
    Item: { id: { S: "run" } },
    ConditionExpression: "attribute_not_exists(id)",
  });
  await dynamo.send(lock);
  await expect(dynamo.send(lock)).rejects.toMatchObject({ name: "ConditionalCheckFailedException" });
  const { Item } = await dynamo.send(new GetItemCommand({ TableName: "locks", Key: { id: { S: "run" } } }));
  expect(Item).toEqual({ id: { S: "run" } });
});

const table = (TableName: string, more: Partial<CreateTableCommandInput> = {}): CreateTableCommand =>
  new CreateTableCommand({
    TableName,
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
    ...more,
  });

test("a table says how it is encrypted, under an ARN of its place, and which one there is already", async () => {
  const dynamo = new DynamoDBClient({ endpoint: test_.cloud.endpoint, region: "eu-west-1", maxAttempts: 1 });
  const sealed = table("sealed", { SSESpecification: { Enabled: true, SSEType: "KMS", KMSMasterKeyId: "mine" } });
  await dynamo.send(sealed);
  const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: "sealed" }));
  expect(Table).toMatchObject({
    TableArn: "arn:aws:dynamodb:eu-west-1:000000000000:table/sealed",
    TableId: expect.stringMatching(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/) as string,
    DeletionProtectionEnabled: false,
    SSEDescription: {
      Status: "ENABLED",
      SSEType: "KMS",
      KMSMasterKeyArn: "arn:aws:kms:eu-west-1:000000000000:key/mine",
    },
  });
  const change = new UpdateTableCommand({ TableName: "sealed", SSESpecification: { Enabled: false } });
  expect((await dynamo.send(change)).TableDescription?.SSEDescription).toMatchObject({ Status: "UPDATING" });
  const after = await dynamo.send(new DescribeTableCommand({ TableName: "sealed" }));
  expect(after.Table?.SSEDescription).toBeUndefined();
  await dynamo.send(table("open"));
  expect((await dynamo.send(new DescribeTableCommand({ TableName: "open" }))).Table?.SSEDescription).toBeUndefined();
  await expect(dynamo.send(sealed)).rejects.toMatchObject({
    name: "ResourceInUseException",
    message: "Table already exists: sealed",
  });
  expect((await dynamo.send(new ListTablesCommand())).TableNames).toEqual(["open", "sealed"]);
});

test("what is not modelled is refused, and told to whoever rehearses", async () => {
  const dynamo = new DynamoDBClient({ endpoint: test_.cloud.endpoint, maxAttempts: 1 });
  const told: unknown[] = [];
  test_.cloud.subscribe((event) => told.push(event));
  await expect(dynamo.send(new TransactWriteItemsCommand({ TransactItems: [] }))).rejects.toThrow(
    "No operation DynamoDB_20120810.TransactWriteItems here",
  );
  expect(told).toContainEqual(expect.objectContaining({ type: "not-modelled" }));
});
