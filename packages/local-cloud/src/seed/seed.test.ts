/** @module-tag slow */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { GetItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, until } from "../../testing/cloud.ts";
import { plantSeed } from "./plant-seed.ts";
import { prepareSeed } from "./prepare-seed.ts";
import { readSeed } from "./read-seed.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "local-cloud-seed-"));
  await writeFile(join(folder, "hello.sh"), "#!/bin/sh\necho hello from the seed\n");
  await writeFile(join(folder, "double.mjs"), "export const handler = ({ n }) => n * Number(process.env.TIMES);");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const SEED = `
buckets:
  research:
    objects:
      a/one.txt: { content: one }
      a/hello.sh: { file: hello.sh }
topics:
  alerts: { queues: [inbox] }
queues:
  work: { attributes: { VisibilityTimeout: "5" } }
parameters:
  /app/key: { value: secret, type: SecureString }
tables:
  runs: { partitionKey: "run:S", sortKey: "at:N", items: [{ run: a, at: 1, ok: true }] }
functions:
  double: { module: double.mjs, environment: { TIMES: "2" } }
images:
  ami-box: { files: { /opt/hello.sh: { file: hello.sh, mode: "0755" } } }
instances:
  - { imageId: ami-box, lifecycle: spot, subnetId: subnet-one, tags: { Name: box } }
capacity:
  pools:
    - { instanceType: "m7i.*", zone: c, available: 0, from: 0, until: 3600 }
    - { zone: d, error: { code: MaxSpotInstanceCountExceeded, times: 1 } }
  quotas: [{ lifecycle: on-demand, vcpus: 64 }]
subnets: { subnet-one: { zone: c, freeAddresses: 3 } }
timings: { visible: 0 }
`;

async function write(text: string): Promise<string> {
  const file = join(folder, "seed.yaml");
  await writeFile(file, text);
  return file;
}

test("a seed's buckets, topics, queues, parameters, tables, functions, images and instances are there", async () => {
  const seed = await readSeed(await write(SEED));
  await using test_ = await startTestCloud({ ...seed.settings, functions: seed.functions, images: seed.images ?? {} });
  await plantSeed(seed, test_.cloud);
  // Planting again changes nothing that is there.
  await plantSeed({ ...seed, seed: { ...seed.seed, instances: [] } }, test_.cloud);
  const config = { endpoint: test_.cloud.endpoint };
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const object = await s3.send(new GetObjectCommand({ Bucket: "research", Key: "a/hello.sh" }));
  expect(await object.Body?.transformToString()).toContain("hello from the seed");
  const TopicArn = "arn:aws:sns:us-east-1:000000000000:alerts";
  await new SNSClient(config).send(new PublishCommand({ TopicArn, Message: "m" }));
  const sqs = new SQSClient(config);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "inbox" }));
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  expect(Messages).toHaveLength(1);
  const parameter = await test_.ssm.send(new GetParameterCommand({ Name: "/app/key", WithDecryption: true }));
  expect(parameter.Parameter).toMatchObject({ Value: "secret", Type: "SecureString" });
  const key = { TableName: "runs", Key: { run: { S: "a" }, at: { N: "1" } } };
  expect((await new DynamoDBClient(config).send(new GetItemCommand(key))).Item?.["ok"]).toEqual({ BOOL: true });
  const invoked = await new LambdaClient(config).send(
    new InvokeCommand({ FunctionName: "double", Payload: Buffer.from('{"n":21}') }),
  );
  expect(Buffer.from(invoked.Payload ?? []).toString()).toBe("42");
  await until(() => test_.cloud.instances()[0]?.online === true);
  expect(test_.cloud.instances()).toMatchObject([{ lifecycle: "spot", tags: { Name: "box" } }]);
  const { instanceId = "" } = test_.cloud.instances()[0] ?? {};
  expect((await test_.run(instanceId, ["/opt/hello.sh"])).StandardOutputContent).toBe("hello from the seed\n");
  await expect(
    test_.boot({ ImageId: "ami-box", InstanceType: "m7i.large", SubnetId: "subnet-one" }),
  ).rejects.toMatchObject({
    name: "InsufficientInstanceCapacity",
  });
});

test.each([
  ["an unknown key", "bukets: {}", /unknown key "bukets" \(did you mean buckets\?\)/],
  [
    "an unknown key deep inside",
    "buckets: { b: { object: {} } }",
    /buckets\.b: unknown key "object" \(did you mean objects\?\)/,
  ],
  ["both content and file", "buckets: { b: { objects: { k: { content: a, file: b } } } }", /give content or file/],
  [
    "an unknown key of a pool",
    "capacity: { pools: [{ avialable: 1 }] }",
    /capacity\.pools\.0: unknown key "avialable" \(did you mean available\?\)/,
  ],
  ["an unknown timing", "timings: { visibel: 1 }", /timings/],
  ["an attribute without its type", "tables: { t: { partitionKey: run } }", /tables\.t\.partitionKey/],
  ["text that is neither JSON nor YAML", "a: [", /Flow sequence|flow/i],
])("a seed with %s is refused with the place", async (_, text, message) => {
  await expect(readSeed(await write(text))).rejects.toMatchObject({
    code: "LOCAL_CLOUD_SEED",
    message: expect.stringMatching(message) as string,
  });
});

test("a seed may also be given as it is, its paths from a folder", async () => {
  const prepared = await prepareSeed(
    { buckets: { research: { objects: { "a.sh": { file: "hello.sh" } } } }, timings: { visible: 0 } },
    folder,
  );
  expect(prepared.options).toEqual({ functions: {}, timings: { visible: 0 } });
  await using test_ = await startTestCloud(prepared.options);
  await prepared.plant(test_.cloud);
  const s3 = new S3Client({ endpoint: test_.cloud.endpoint, forcePathStyle: true });
  const object = await s3.send(new GetObjectCommand({ Bucket: "research", Key: "a.sh" }));
  expect(await object.Body?.transformToString()).toContain("hello from the seed");
  await expect(prepareSeed({ bucket: {} })).rejects.toMatchObject({ code: "LOCAL_CLOUD_SEED" });
});
