import { BillingMode, CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";

import type { ClientConfig } from "./boxes.ts";

export async function makeBuckets(names: readonly string[], config: ClientConfig): Promise<void> {
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  await Promise.all(names.map((Bucket) => s3.send(new CreateBucketCommand({ Bucket }))));
  s3.destroy();
}

/** Returns the topics' ARNs by name. */
export async function makeTopics(
  names: readonly string[],
  config: ClientConfig,
): Promise<Readonly<Record<string, string>>> {
  const sns = new SNSClient(config);
  const made = await Promise.all(
    names.map(async (Name) => {
      const { TopicArn } = await sns.send(new CreateTopicCommand({ Name }));
      return [Name, TopicArn ?? ""] as const;
    }),
  );
  sns.destroy();
  return Object.fromEntries(made);
}

/** Makes tables whose only key is a string. */
export async function makeTables(keys: Readonly<Record<string, string>>, config: ClientConfig): Promise<void> {
  if (Object.keys(keys).length === 0) return;
  const dynamodb = new DynamoDBClient(config);
  for (const [TableName, AttributeName] of Object.entries(keys)) {
    const command = new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName, KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName, AttributeType: "S" }],
      BillingMode: BillingMode.PAY_PER_REQUEST,
    });
    await dynamodb.send(command);
  }
  dynamodb.destroy();
}
