import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
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
