import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { boto3, BOTO3 } from "../../../testing/boto3.ts";
import { startTestCloud, type TestCloud } from "../../../testing/cloud.ts";

describe.skipIf(!BOTO3)(`boto3${BOTO3 ? "" : ", skipped: it is not installed"}`, { timeout: 120_000 }, () => {
  let test_: TestCloud;
  beforeAll(async () => {
    test_ = await startTestCloud();
  });
  afterAll(() => test_[Symbol.asyncDispose]());

  test("publishes to a queue, and knows refusals by the names that it has for them", async () => {
    const told = await boto3(
      test_.cloud.environment,
      `
queue = boto3.resource("sqs").create_queue(QueueName="judge", Attributes={"VisibilityTimeout": "0"})
topic = boto3.resource("sns").create_topic(Name="judge")
topic.subscribe(Protocol="sqs", Endpoint=queue.attributes["QueueArn"], Attributes={"RawMessageDelivery": "true"})
run = {"run.date": {"DataType": "String", "StringValue": "2026-11-20"}}
topic.publish(Message="told", MessageAttributes=run)
queue.send_messages(Entries=[{"Id": str(n), "MessageBody": str(n)} for n in range(3)])
seen = queue.receive_messages(MaxNumberOfMessages=10, MessageAttributeNames=["All"])
queue.delete_messages(Entries=[{"Id": str(n), "ReceiptHandle": one.receipt_handle} for n, one in enumerate(seen)])
left = queue.receive_messages()
topics = [each.arn == topic.arn for each in boto3.resource("sns").topics.all()]
sqs = boto3.client("sqs")
refused = []
for name, call in [("absent", lambda: sqs.get_queue_url(QueueName="absent")),
                   ("purged", lambda: [queue.purge(), queue.purge()])]:
    try:
        call()
    except sqs.exceptions.QueueDoesNotExist as error:
        refused.append([name, error.response["Error"]["Code"]])
    except sqs.exceptions.PurgeQueueInProgress as error:
        refused.append([name, error.response["Error"]["Code"]])
print(json.dumps([[[one.body, sorted((one.message_attributes or {}).keys())] for one in seen], left, topics, refused]))
`,
    );
    expect(told).toEqual([
      [["told", ["run.date"]], ...["0", "1", "2"].map((body) => [body, []])],
      [],
      [true],
      [
        ["absent", "AWS.SimpleQueueService.NonExistentQueue"],
        ["purged", "AWS.SimpleQueueService.PurgeQueueInProgress"],
      ],
    ]);
  });
});
