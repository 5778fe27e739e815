/** @module-tag slow */
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { ListCommandsCommand } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud, until } from "../../../../testing/cloud.ts";

const ServiceRoleArn = "arn:aws:iam::000000000000:role/sns";

let test_: TestCloud;
let id: string;
let NotificationArn: string;
const told: Record<string, unknown>[] = [];
beforeAll(async () => {
  test_ = await startTestCloud();
  const {
    AWS_ENDPOINT_URL_SNS: endpoint = "",
    AWS_ACCESS_KEY_ID = "",
    AWS_SECRET_ACCESS_KEY = "",
  } = test_.cloud.environment;
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  const sns = new SNSClient({ endpoint, region: test_.cloud.region, credentials });
  NotificationArn = (await sns.send(new CreateTopicCommand({ Name: "commands" }))).TopicArn ?? "";
  test_.cloud.subscribe((event) => {
    if (event.type === "notification") told.push(JSON.parse(event.message) as Record<string, unknown>);
  });
  id = await test_.boot();
});
afterAll(() => test_[Symbol.asyncDispose]());

const of = (commandId: string): readonly unknown[] =>
  told.filter((each) => each["commandId"] === commandId).map(({ status }) => status);

test("a topic hears what becomes of a command, in its order", async () => {
  const NotificationConfig = { NotificationArn, NotificationEvents: ["All" as const] };
  const { CommandId = "" } = await test_.run(id, ["exit 3"], { ServiceRoleArn, NotificationConfig });
  await until(() => of(CommandId).length >= 2);
  expect(of(CommandId)).toEqual(["InProgress", "Failed"]);
  expect(told.at(-1)).toMatchObject({
    commandId: CommandId,
    documentName: "AWS-RunShellScript",
    instanceIds: [id],
    outputS3BucketName: "",
    status: "Failed",
  });
  const { Commands = [] } = await test_.ssm.send(new ListCommandsCommand({ CommandId }));
  expect(Commands[0]).toMatchObject({ ServiceRole: ServiceRoleArn, NotificationConfig: { NotificationArn } });
});

test("it hears the events that were named, of each invocation where that was asked for", async () => {
  const NotificationConfig = {
    NotificationArn,
    NotificationEvents: ["Success" as const],
    NotificationType: "Invocation" as const,
  };
  const { CommandId = "" } = await test_.run(id, ["true"], { ServiceRoleArn, NotificationConfig });
  await until(() => of(CommandId).length > 0);
  expect(of(CommandId)).toEqual(["Success"]);
  expect(told.at(-1)).toMatchObject({ instanceId: id });
});
