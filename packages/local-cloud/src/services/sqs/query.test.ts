import { createHash } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../../testing/cloud.ts";
import { unverified } from "../../wire/credential-scope.ts";

let rig: TestCloud;
beforeAll(async () => {
  rig = await startTestCloud();
});
afterAll(() => rig[Symbol.asyncDispose]());

/** What a client before 2023 sends, and the text between the tags of what it gets. */
async function query(
  Action: string,
  fields: Readonly<Record<string, string>> = {},
  url: string = rig.cloud.endpoint,
): Promise<{ readonly status: number; readonly body: string; readonly texts: (name: string) => readonly string[] }> {
  const headers = unverified({ region: rig.cloud.region, service: "sqs" });
  const form = new URLSearchParams({ Action, Version: "2012-11-05", ...fields });
  const answer = await fetch(url, { method: "POST", headers, body: form });
  const body = await answer.text();
  const texts = (name: string): readonly string[] =>
    [...body.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))].map(([, text = ""]) => text);
  return { status: answer.status, body, texts };
}
async function queue(QueueName: string, fields: Readonly<Record<string, string>> = {}): Promise<string> {
  return (await query("CreateQueue", { QueueName, ...fields })).texts("QueueUrl")[0] ?? "";
}

describe("the Query protocol", () => {
  test("makes a queue with attributes and tags, and tells of them as lists of pairs", async () => {
    const QueueUrl = await queue("old", {
      "Attribute.1.Name": "VisibilityTimeout",
      "Attribute.1.Value": "7",
      "Tag.1.Key": "team",
      "Tag.1.Value": "<night>",
    });
    const { texts, body } = await query("GetQueueAttributes", { QueueUrl, "AttributeName.1": "VisibilityTimeout" });
    expect([texts("Name"), texts("Value")]).toEqual([["VisibilityTimeout"], ["7"]]);
    expect(body).toContain('<GetQueueAttributesResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/">');
    const tags = await query("ListQueueTags", { QueueUrl });
    expect([tags.texts("Key"), tags.texts("Value")]).toEqual([["team"], ["&lt;night&gt;"]]);
    expect((await query("ListQueues", { QueueNamePrefix: "old" })).texts("QueueUrl")).toEqual([QueueUrl]);
  });

  test("sends to the queue's own URL and receives there, attributes of messages with it", async () => {
    const url = await queue("mail");
    const body = "one &\r\nall";
    const sent = await query(
      "SendMessage",
      {
        MessageBody: body,
        "MessageAttribute.1.Name": "day",
        "MessageAttribute.1.Value.DataType": "String",
        "MessageAttribute.1.Value.StringValue": "Monday",
      },
      url,
    );
    expect(sent.texts("MD5OfMessageBody")).toEqual([createHash("md5").update(body).digest("hex")]);
    const got = await query(
      "ReceiveMessage",
      { "MessageAttributeName.1": "All", "AttributeName.1": "ApproximateReceiveCount" },
      url,
    );
    expect(got.texts("Body")).toEqual(["one &amp;&#xD;\nall"]);
    expect(got.body).toContain("<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>");
    expect(got.body).toContain("<StringValue>Monday</StringValue>");
    const [ReceiptHandle = ""] = got.texts("ReceiptHandle");
    expect((await query("DeleteMessage", { ReceiptHandle }, url)).status).toBe(200);
  });

  test("says of each entry of a batch what became of it", async () => {
    const url = await queue("batch");
    const entry = (index: number, text: string): Record<string, string> => ({
      [`SendMessageBatchRequestEntry.${index}.Id`]: `n${index}`,
      [`SendMessageBatchRequestEntry.${index}.MessageBody`]: text,
    });
    const { texts, body } = await query("SendMessageBatch", { ...entry(1, "good"), ...entry(2, "\u0001") }, url);
    expect(body).toMatch(/<SendMessageBatchResultEntry><Id>n1<\/Id>.*<BatchResultErrorEntry><Id>n2<\/Id>/);
    expect(texts("SenderFault")).toEqual(["true"]);
  });

  test.each([
    ["GetQueueUrl", { QueueName: "absent" }, "AWS.SimpleQueueService.NonExistentQueue"],
    ["CreateQueue", { QueueName: "no name" }, "InvalidParameterValue"],
    ["SendMessage", {}, "MissingParameter"],
    ["Nonsense", {}, "InvalidAction"],
  ])("refuses %s %o with %s", async (action, fields, code) => {
    const { status, texts } = await query(action, fields);
    expect([status, texts("Type"), texts("Code")]).toEqual([400, ["Sender"], [code]]);
  });
});
