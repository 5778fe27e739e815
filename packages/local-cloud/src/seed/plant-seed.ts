import { createClient, isNamed } from "@alpha-engine/aws-calls";
import { BillingMode, CreateTableCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { EC2Client, RunInstancesCommand } from "@aws-sdk/client-ec2";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";

import type { LocalCloud } from "../start-local-cloud.ts";
import { type ReadSeed, sourceText } from "./read-seed.ts";
import type { Seed } from "./schema.ts";

/** Makes what the seed asks for and is not there yet, by the services' own operations; instances are launched anew. */
export async function plantSeed({ seed, folder }: ReadSeed, cloud: LocalCloud): Promise<void> {
  const { environment, region } = cloud;
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = environment;
  const at = (name: string): object => ({
    region,
    config: {
      endpoint: environment[`AWS_ENDPOINT_URL_${name}`] ?? cloud.endpoint,
      credentials: { accessKeyId, secretAccessKey },
      forcePathStyle: true,
    },
  });
  await plantBuckets(seed, folder, createClient(S3Client, at("S3")));
  const sqs = createClient(SQSClient, at("SQS"));
  for (const [QueueName, { attributes = {} }] of Object.entries(seed.queues ?? {})) {
    await sqs.send(new CreateQueueCommand({ QueueName, Attributes: attributes }));
  }
  await plantTopics(seed, createClient(SNSClient, at("SNS")), sqs);
  const ssm = createClient(SSMClient, at("SSM"));
  for (const [Name, { value, type = "String" }] of Object.entries(seed.parameters ?? {})) {
    await unlessThere(ssm.send(new PutParameterCommand({ Name, Value: value, Type: type })));
  }
  await plantTables(seed, createClient(DynamoDBClient, at("DYNAMODB")));
  await launch(seed, createClient(EC2Client, at("EC2")));
}

async function plantBuckets({ buckets = {} }: Seed, folder: string, s3: S3Client): Promise<void> {
  for (const [Bucket, { objects = {} }] of Object.entries(buckets)) {
    await unlessThere(s3.send(new CreateBucketCommand({ Bucket })));
    for (const [Key, source] of Object.entries(objects)) {
      const Body = await sourceText(source, folder);
      await unlessThere(s3.send(new PutObjectCommand({ Bucket, Key, Body, IfNoneMatch: "*" })));
    }
  }
}

async function plantTopics({ topics = {} }: Seed, sns: SNSClient, sqs: SQSClient): Promise<void> {
  for (const [Name, { queues = [] }] of Object.entries(topics)) {
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name }));
    for (const QueueName of queues) {
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName }));
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }));
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: Attributes?.["QueueArn"] }));
    }
  }
}

async function plantTables({ tables = {} }: Seed, dynamoDb: DynamoDBClient): Promise<void> {
  for (const [TableName, { partitionKey, sortKey, items = [] }] of Object.entries(tables)) {
    const keys = [
      { ...readAttribute(partitionKey), KeyType: "HASH" as const },
      ...(sortKey === undefined ? [] : [{ ...readAttribute(sortKey), KeyType: "RANGE" as const }]),
    ];
    const made = await unlessThere(
      dynamoDb.send(
        new CreateTableCommand({
          TableName,
          AttributeDefinitions: keys.map(({ AttributeName, AttributeType }) => ({ AttributeName, AttributeType })),
          KeySchema: keys.map(({ AttributeName, KeyType }) => ({ AttributeName, KeyType })),
          BillingMode: BillingMode.PAY_PER_REQUEST,
        }),
      ),
    );
    if (!made) continue;
    for (const item of items) {
      const Item = Object.fromEntries(Object.entries(item).map(([name, value]) => [name, attributeValue(value)]));
      await dynamoDb.send(new PutItemCommand({ TableName, Item }));
    }
  }
}

async function launch({ instances = [] }: Seed, ec2: EC2Client): Promise<void> {
  for (const { imageId, instanceType = "t3.micro", lifecycle, subnetId, tags = {} } of instances) {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await ec2.send(
      new RunInstancesCommand({
        ImageId: imageId,
        InstanceType: instanceType as "t3.micro",
        MinCount: 1,
        MaxCount: 1,
        ...(subnetId === undefined ? {} : { SubnetId: subnetId }),
        ...(lifecycle === "spot" ? { InstanceMarketOptions: { MarketType: "spot" } } : {}),
        ...(Tags.length === 0 ? {} : { TagSpecifications: [{ ResourceType: "instance", Tags }] }),
      }),
    );
  }
}

/** `name:S` */
function readAttribute(text: string): { AttributeName: string; AttributeType: "S" | "N" | "B" } {
  const [, AttributeName = "", AttributeType = "S"] = /^(.*):([SNB])$/s.exec(text) ?? [];
  return { AttributeName, AttributeType: AttributeType as "S" };
}

function attributeValue(value: string | number | boolean): { S: string } | { N: string } | { BOOL: boolean } {
  if (typeof value === "string") return { S: value };
  return typeof value === "number" ? { N: String(value) } : { BOOL: value };
}

const THERE: readonly string[] = [
  "BucketAlreadyOwnedByYou",
  "BucketAlreadyExists",
  "PreconditionFailed",
  "ParameterAlreadyExists",
  "ResourceInUseException",
];

/** False when it was there already. */
async function unlessThere(made: Promise<unknown>): Promise<boolean> {
  try {
    await made;
    return true;
  } catch (error) {
    if (isNamed(error, ...THERE)) return false;
    throw error;
  }
}
