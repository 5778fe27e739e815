import { readFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishBatchCommand,
  PublishCommand,
  type PublishCommandInput,
  SNSClient,
  SubscribeCommand,
  type SubscribeCommandInput,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../../testing/cloud.ts";
import type { CloudEvent } from "../../index.ts";

let rig: TestCloud;
let sns: SNSClient;
let sqs: SQSClient;
let made = 0;
const events: CloudEvent[] = [];
beforeAll(async () => {
  rig = await startTestCloud({
    functions: { heard: { module: new URL("data:text/javascript,export const handler = async () => {};") } },
  });
  rig.cloud.subscribe((event) => {
    if (event.type !== "call") events.push(event);
  });
  const credentials = { accessKeyId: "LOCAL", secretAccessKey: "x" };
  const client = { endpoint: rig.cloud.endpoint, region: rig.cloud.region, maxAttempts: 1, credentials };
  [sns, sqs] = [new SNSClient(client), new SQSClient(client)];
});
afterAll(() => rig[Symbol.asyncDispose]());

async function topic(): Promise<string> {
  made += 1;
  return (await sns.send(new CreateTopicCommand({ Name: `topic-${made}` }))).TopicArn ?? "";
}
async function queue(): Promise<{ readonly url: string; readonly arn: string }> {
  made += 1;
  const { QueueUrl: url = "" } = await sqs.send(new CreateQueueCommand({ QueueName: `queue-${made}` }));
  const asked = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["QueueArn"] });
  return { url, arn: (await sqs.send(asked)).Attributes?.["QueueArn"] ?? "" };
}
const subscribe = async (TopicArn: string, Endpoint: string, more: Partial<SubscribeCommandInput> = {}) =>
  (await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint, ReturnSubscriptionArn: true, ...more })))
    .SubscriptionArn ?? "";
const publish = (TopicArn: string, Message: string, more: Partial<PublishCommandInput> = {}) =>
  sns.send(new PublishCommand({ TopicArn, Message, ...more }));
async function received(QueueUrl: string): Promise<readonly string[]> {
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  return Messages.map(({ Body = "" }) => Body);
}

test("what is published is a line of sns.jsonl, an event, and a message of the topic's queue", async () => {
  const TopicArn = await topic();
  const inbox = await queue();
  await subscribe(TopicArn, inbox.arn);
  const message = "line one\nline two & <three>";
  const { MessageId } = await publish(TopicArn, message, { Subject: "Failed" });
  const published = { topicArn: TopicArn, subject: "Failed", message, messageId: MessageId };
  expect(events.at(-1)).toMatchObject({ type: "notification", ...published });
  const lines = async (): Promise<string> => await readFile(join(rig.directory, "sns.jsonl"), "utf8");
  await expect.poll(lines).toContain(MessageId);
  expect(JSON.parse((await lines()).trim().split("\n").at(-1) ?? "")).toMatchObject(published);
  const [body = ""] = await received(inbox.url);
  expect(JSON.parse(body)).toMatchObject({ Type: "Notification", TopicArn, Subject: "Failed", Message: message });
});

test("raw delivery gives the message as it is, and a subscriber is the same one when it subscribes again", async () => {
  const TopicArn = await topic();
  const inbox = await queue();
  const Attributes = { RawMessageDelivery: "True" };
  const arns = [await subscribe(TopicArn, inbox.arn, { Attributes }), await subscribe(TopicArn, inbox.arn)];
  expect(new Set(arns).size).toBe(1);
  await publish(TopicArn, "raw");
  expect(await received(inbox.url)).toEqual(["raw"]);
  await sns.send(new UnsubscribeCommand({ SubscriptionArn: arns[0] }));
  await publish(TopicArn, "after");
  expect(await received(inbox.url)).toEqual([]);
});

test.each<[string, object, object, boolean]>([
  ["a name", { kind: ["end"] }, { kind: "end" }, true],
  ["another name", { kind: ["end"] }, { kind: "begin" }, false],
  ["a number in a range", { exit: [{ numeric: [">", 0, "<=", 100] }] }, { exit: 99.5 }, true],
  ["a number at the open end of a range", { exit: [{ numeric: [">", 0] }] }, { exit: 0 }, false],
  ["anything but", { kind: [{ "anything-but": ["x", "y"] }] }, { kind: "z" }, true],
  ["what is not there, behind exists: false", { kind: [{ exists: false }] }, { other: "z" }, true],
  ["what is there, behind exists: false", { kind: [{ exists: false }] }, { kind: "z" }, false],
  ["one of several ways", { $or: [{ a: ["1"] }, { b: ["2"] }] }, { b: "2" }, true],
  ["a prefix and a suffix", { a: [{ prefix: "x" }], b: [{ suffix: "y" }] }, { a: "xa", b: "ay" }, true],
  ["any case", { a: [{ "equals-ignore-case": "ok" }] }, { a: "OK" }, true],
  ["an address of a block", { a: [{ cidr: "10.0.0.0/8" }] }, { a: "10.9.8.7" }, true],
  ["a place within the body", { run: { exit: [0] } }, { run: { exit: 0 } }, true],
  ["one of a list of places", { runs: { exit: [1] } }, { runs: [{ exit: 0 }, { exit: 1 }] }, true],
])("a filter of the body lets through %s", async (_, policy, body, passes) => {
  const TopicArn = await topic();
  const inbox = await queue();
  const Attributes = {
    RawMessageDelivery: "true",
    FilterPolicyScope: "MessageBody",
    FilterPolicy: JSON.stringify(policy),
  };
  await subscribe(TopicArn, inbox.arn, { Attributes });
  await publish(TopicArn, JSON.stringify(body));
  expect(await received(inbox.url)).toHaveLength(passes ? 1 : 0);
});

test("a filter of the attributes looks at those, lists among them", async () => {
  const TopicArn = await topic();
  const inbox = await queue();
  const Attributes = {
    RawMessageDelivery: "true",
    FilterPolicy: JSON.stringify({ who: ["b"], exit: [{ numeric: ["=", 3] }] }),
  };
  await subscribe(TopicArn, inbox.arn, { Attributes });
  const exit = { DataType: "Number", StringValue: "3" };
  await publish(TopicArn, "no", { MessageAttributes: { exit } });
  await publish(TopicArn, "yes", {
    MessageAttributes: { exit, who: { DataType: "String.Array", StringValue: '["a","b"]' } },
  });
  expect(await received(inbox.url)).toEqual(["yes"]);
});

test("a function is invoked, and an HTTP endpoint of this machine gets its confirmation before what is published", async () => {
  const TopicArn = await topic();
  await subscribe(TopicArn, `arn:aws:lambda:us-east-1:000000000000:function:heard`, { Protocol: "lambda" });
  const posts: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    posts.push({ headers: request.headers, body: await text(request) });
    response.end();
  };
  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  try {
    const arn = await subscribe(TopicArn, `http://127.0.0.1:${port}/in`, { Protocol: "http" });
    await expect.poll(() => posts.length).toBe(1);
    const { Type, Token } = JSON.parse(posts[0]?.body ?? "{}") as { Type?: string; Token?: string };
    expect(Type).toBe("SubscriptionConfirmation");
    const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(Subscriptions?.map(({ SubscriptionArn }) => SubscriptionArn)).toContain("PendingConfirmation");
    await publish(TopicArn, "too early");
    await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
    await publish(TopicArn, "in time");
    await expect.poll(() => posts.length).toBe(2);
    expect(posts[1]?.headers).toMatchObject({
      "x-amz-sns-message-type": "Notification",
      "x-amz-sns-subscription-arn": arn,
    });
    expect(JSON.parse(posts[1]?.body ?? "{}")).toMatchObject({ Message: "in time" });
    const invoked = (): number => events.filter(({ type }) => type === "function-invoked").length;
    await expect.poll(invoked, { timeout: 20_000 }).toBe(2);
  } finally {
    server.close();
  }
});

test("what cannot be delivered goes to the dead letters of its subscription", async () => {
  const TopicArn = await topic();
  const letters = await queue();
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: letters.arn });
  await subscribe(TopicArn, `${letters.arn}-gone`, { Attributes: { RedrivePolicy, RawMessageDelivery: "true" } });
  await publish(TopicArn, "lost");
  await expect.poll(() => received(letters.url)).toEqual(["lost"]);
});

test("with MessageStructure json each protocol gets its own text", async () => {
  const TopicArn = await topic();
  const inbox = await queue();
  await subscribe(TopicArn, inbox.arn, { Attributes: { RawMessageDelivery: "true" } });
  await publish(TopicArn, JSON.stringify({ default: "all", sqs: "queues" }), { MessageStructure: "json" });
  expect(await received(inbox.url)).toEqual(["queues"]);
});

test.each<[string, string, string, (TopicArn: string) => object]>([
  [
    "a topic that is not there",
    "NotFoundException",
    "Topic does not exist",
    (arn) => new PublishCommand({ TopicArn: `${arn}-not`, Message: "x" }),
  ],
  [
    "no ARN at all",
    "InvalidParameterException",
    "An ARN must have at least 6 elements, not 1",
    () => new PublishCommand({ TopicArn: "alerts", Message: "x" }),
  ],
  [
    "a subject with a line break",
    "InvalidParameterException",
    "Invalid parameter: Subject",
    (TopicArn) => new PublishCommand({ TopicArn, Message: "x", Subject: "a\nb" }),
  ],
  [
    "a subject of 101 characters",
    "InvalidParameterException",
    "Invalid parameter: Subject",
    (TopicArn) => new PublishCommand({ TopicArn, Message: "x", Subject: "–".repeat(101) }),
  ],
  [
    "a message of 257 KiB",
    "InvalidParameterException",
    "Invalid parameter: Message too long",
    (TopicArn) => new PublishCommand({ TopicArn, Message: "x".repeat(263_168) }),
  ],
  [
    "an ill-typed attribute",
    "InvalidParameterValueException",
    "an invalid message attribute type",
    (TopicArn) =>
      new PublishCommand({ TopicArn, Message: "x", MessageAttributes: { a: { DataType: "Text", StringValue: "x" } } }),
  ],
  [
    "eleven at once",
    "TooManyEntriesInBatchRequestException",
    "contains more entries than permissible",
    (TopicArn) =>
      new PublishBatchCommand({
        TopicArn,
        PublishBatchRequestEntries: Array.from({ length: 11 }, (_, Id) => ({ Id: String(Id), Message: "x" })),
      }),
  ],
  [
    "a queue's URL for its ARN",
    "InvalidParameterException",
    "Invalid parameter: SQS endpoint ARN",
    (TopicArn) => new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: "http://127.0.0.1/queue" }),
  ],
  [
    "a filter of the wrong shape",
    "InvalidParameterException",
    "must be an object or an array",
    (TopicArn) =>
      new SubscribeCommand({
        TopicArn,
        Protocol: "sqs",
        Endpoint: "arn:aws:sqs:us-east-1:000000000000:q",
        Attributes: { FilterPolicy: '{"a":"b"}' },
      }),
  ],
  [
    "a subscription that is not there",
    "NotFoundException",
    "Subscription does not exist",
    (arn) => new GetSubscriptionAttributesCommand({ SubscriptionArn: `${arn}:absent` }),
  ],
])("%s is refused: %s", async (_, name, message, command) => {
  await expect(sns.send(command(await topic()) as PublishCommand)).rejects.toMatchObject({
    name,
    message: expect.stringContaining(message) as string,
  });
});

test("a subject may be any text of one line with up to 100 characters", async () => {
  const arn = await topic();
  for (const Subject of ["Nightly — FAILED", "–".repeat(100)]) {
    await expect(publish(arn, "x", { Subject })).resolves.toHaveProperty("MessageId");
  }
});
