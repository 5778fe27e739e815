import { simulatedClock } from "@alpha-engine/asl";
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../../testing/cloud.ts";

const clock = simulatedClock({ startAt: Date.parse("2026-11-20T09:00:00Z") });
let rig: TestCloud;
let sqs: SQSClient;
let made = 0;
beforeAll(async () => {
  rig = await startTestCloud({ clock });
  sqs = new SQSClient({ endpoint: rig.cloud.endpoint, region: rig.cloud.region, maxAttempts: 1, credentials });
});
afterAll(() => rig[Symbol.asyncDispose]());
const credentials = { accessKeyId: "LOCAL", secretAccessKey: "x" };

async function queue(Attributes: Record<string, string> = {}): Promise<string> {
  made += 1;
  const fifo = Attributes["FifoQueue"] === undefined ? "" : ".fifo";
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: `queue-${made}${fifo}`, Attributes }));
  return QueueUrl;
}
const send = (QueueUrl: string, MessageBody: string, more: Partial<SendMessageCommandInput> = {}): Promise<unknown> =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
async function bodies(QueueUrl: string, more: Partial<ReceiveMessageCommandInput> = {}): Promise<readonly string[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0, ...more }),
  );
  return Messages.map(({ Body = "" }) => Body);
}
const arnOf = async (QueueUrl: string): Promise<string> => {
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] });
  return (await sqs.send(asked)).Attributes?.["QueueArn"] ?? "";
};

describe("a queue", () => {
  test("hides what was received until its visibility timeout has passed on the cloud's clock", async () => {
    const url = await queue({ VisibilityTimeout: "30" });
    await send(url, "once");
    expect([await bodies(url), await bodies(url)]).toEqual([["once"], []]);
    await clock.advance(30_000);
    expect(await bodies(url)).toEqual(["once"]);
  });

  test("gives back what somebody no longer wants, and nothing that was deleted", async () => {
    const url = await queue();
    await send(url, "back");
    const first = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url }));
    const ReceiptHandle = first.Messages?.[0]?.ReceiptHandle;
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 }));
    const again = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url }));
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: again.Messages?.[0]?.ReceiptHandle }));
    await clock.advance(60_000);
    expect(await bodies(url)).toEqual([]);
  });

  test("moves to its dead letters what was received too often", async () => {
    const letters = await queue();
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: await arnOf(letters), maxReceiveCount: 2 });
    const url = await queue({ RedrivePolicy, VisibilityTimeout: "0" });
    await send(url, "poison");
    expect([await bodies(url), await bodies(url), await bodies(url)]).toEqual([["poison"], ["poison"], []]);
    expect(await bodies(letters)).toEqual(["poison"]);
  });

  test("holds back what is delayed, forgets what is too old, and answers who waits as soon as something comes", async () => {
    const url = await queue({ MessageRetentionPeriod: "60" });
    await send(url, "later", { DelaySeconds: 10 });
    expect(await bodies(url)).toEqual([]);
    const waiting = bodies(url, { WaitTimeSeconds: 20 });
    await expect.poll(async () => await settled(waiting, () => clock.advance(1000))).toBe(true);
    expect(await waiting).toEqual(["later"]);
    await send(url, "old");
    await clock.advance(61_000);
    expect(await bodies(url)).toEqual([]);
  });

  test("keeps the order of a group, and its next message while one is out", async () => {
    const url = await queue({ FifoQueue: "true", ContentBasedDeduplication: "true" });
    for (const [body, MessageGroupId] of [
      ["a1", "a"],
      ["b1", "b"],
      ["a2", "a"],
    ] as const) {
      await send(url, body, { MessageGroupId });
    }
    expect(await bodies(url, { MaxNumberOfMessages: 1 })).toEqual(["a1"]);
    expect(await bodies(url)).toEqual(["b1"]);
    await clock.advance(31_000);
    expect(await bodies(url)).toEqual(["a1", "a2", "b1"]);
  });

  test("is encrypted by a key, or by SQS itself", async () => {
    const QueueUrl = await queue({ KmsMasterKeyId: "alias/mine", KmsDataKeyReusePeriodSeconds: "600" });
    const all = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] });
    expect((await sqs.send(all)).Attributes).toMatchObject({
      KmsDataKeyReusePeriodSeconds: "600",
      SqsManagedSseEnabled: "false",
    });
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { KmsMasterKeyId: "" } }));
    const { Attributes = {} } = await sqs.send(all);
    expect(Object.keys(Attributes).filter((name) => name.startsWith("Kms"))).toEqual([]);
    expect(Attributes["SqsManagedSseEnabled"]).toBe("false");
  });

  test("takes the same message once in five minutes", async () => {
    const url = await queue({ FifoQueue: "true", ContentBasedDeduplication: "true" });
    for (const _ of [1, 2]) await send(url, "same", { MessageGroupId: "g" });
    expect(await bodies(url)).toEqual(["same"]);
    await clock.advance(300_000);
    await send(url, "same", { MessageGroupId: "h" });
    expect(await bodies(url)).toEqual(["same", "same"]);
  });

  test("shows of a message only the attributes that were asked for, with the digest that clients check", async () => {
    const url = await queue({ VisibilityTimeout: "0" });
    const MessageAttributes = {
      "run.date": { DataType: "String", StringValue: "2026-11-20" },
      "run.exit": { DataType: "Number", StringValue: "3" },
      other: { DataType: "Binary", BinaryValue: Buffer.from([1, 2]) },
    };
    await send(url, "x", { MessageAttributes });
    const shown = async (names: string[]): Promise<readonly string[]> => {
      const asked = new ReceiveMessageCommand({ QueueUrl: url, MessageAttributeNames: names });
      return Object.keys((await sqs.send(asked)).Messages?.[0]?.MessageAttributes ?? {});
    };
    expect([await shown([]), await shown(["run.*"]), await shown(["other"]), await shown(["All"])]).toEqual([
      [],
      ["run.date", "run.exit"],
      ["other"],
      ["run.date", "run.exit", "other"],
    ]);
  });

  test("keeps apart in a batch what went well and what did not", async () => {
    const url = await queue({ MaximumMessageSize: "1024" });
    const Entries = [
      { Id: "good", MessageBody: "x" },
      { Id: "long", MessageBody: "x".repeat(1025) },
    ];
    const { Successful = [], Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    expect([Successful.map(({ Id }) => Id), Failed.map(({ Id, Code }) => [Id, Code])]).toEqual([
      ["good"],
      [["long", "InvalidParameterValue"]],
    ]);
  });
});

describe("what SQS refuses is refused by its code", () => {
  test.each<[string, string, (url: string) => object]>([
    [
      "a wait of 21 seconds",
      "InvalidParameterValue",
      (QueueUrl) => new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 21 }),
    ],
    ["an empty body", "MissingParameter", (QueueUrl) => new SendMessageCommand({ QueueUrl, MessageBody: "" })],
    [
      "a character that XML lacks",
      "InvalidMessageContents",
      (QueueUrl) => new SendMessageCommand({ QueueUrl, MessageBody: "\u0001" }),
    ],
    [
      "a deduplication id on a standard queue",
      "InvalidParameterValue",
      (QueueUrl) => new SendMessageCommand({ QueueUrl, MessageBody: "x", MessageDeduplicationId: "d" }),
    ],
    [
      "a batch of nothing",
      "AWS.SimpleQueueService.EmptyBatchRequest",
      (QueueUrl) => new SendMessageBatchCommand({ QueueUrl, Entries: [] }),
    ],
    [
      "two entries of one id",
      "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
      (QueueUrl) =>
        new DeleteMessageBatchCommand({
          QueueUrl,
          Entries: [
            { Id: "a", ReceiptHandle: "x" },
            { Id: "a", ReceiptHandle: "y" },
          ],
        }),
    ],
    [
      "a made-up receipt handle",
      "ReceiptHandleIsInvalid",
      (QueueUrl) => new DeleteMessageCommand({ QueueUrl, ReceiptHandle: "made-up" }),
    ],
    [
      "an attribute out of range",
      "InvalidAttributeValue",
      (QueueUrl) => new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: "43201" } }),
    ],
    [
      "an unknown attribute",
      "InvalidAttributeName",
      (QueueUrl) => new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["Size" as "All"] }),
    ],
    ["a bad name", "InvalidParameterValue", () => new CreateQueueCommand({ QueueName: "no blanks" })],
    [
      "a FIFO name without the attribute",
      "InvalidParameterValue",
      () => new CreateQueueCommand({ QueueName: "a.fifo" }),
    ],
    [
      "a queue that is not there",
      "AWS.SimpleQueueService.NonExistentQueue",
      () => new GetQueueUrlCommand({ QueueName: "absent" }),
    ],
  ])("%s: %s", async (_, code, command) => {
    const url = await queue();
    await expect(sqs.send(command(url) as SendMessageCommand)).rejects.toSatisfy((error: object) =>
      codesOf(error).includes(code),
    );
  });

  test("a second purge within a minute, whatever is in a deleted queue, and the same name with another attribute", async () => {
    const QueueUrl = await queue({ DelaySeconds: "1" });
    const purge = new PurgeQueueCommand({ QueueUrl });
    await sqs.send(purge);
    await expect(sqs.send(purge)).rejects.toThrow("is allowed every 60 seconds");
    const QueueName = QueueUrl.split("/").at(-1);
    await expect(sqs.send(new CreateQueueCommand({ QueueName, Attributes: { DelaySeconds: "2" } }))).rejects.toThrow(
      "a different value for attribute DelaySeconds",
    );
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    await expect(send(QueueUrl, "x")).rejects.toThrow("The specified queue does not exist.");
    await expect(sqs.send(new CreateQueueCommand({ QueueName }))).rejects.toThrow("You must wait 60 seconds");
    await clock.advance(60_000);
    await sqs.send(new CreateQueueCommand({ QueueName }));
  });
});

function codesOf(error: object): readonly string[] {
  const { name, Code, Error: inner } = error as { name?: string; Code?: string; Error?: { Code?: string } };
  return [name, Code, inner?.Code].filter((code) => code !== undefined);
}

async function settled(promise: Promise<unknown>, meanwhile: () => Promise<void>): Promise<boolean> {
  await meanwhile();
  return await Promise.race([
    promise.then(() => true),
    new Promise<boolean>((resolve) => setImmediate(resolve, false)),
  ]);
}
