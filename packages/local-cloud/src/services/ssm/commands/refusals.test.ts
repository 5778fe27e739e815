/** @module-tag slow */
import {
  CancelCommandCommand,
  DescribeInstanceInformationCommand,
  ListCommandsCommand,
  type ListCommandsCommandInput,
  type SendCommandCommandInput,
} from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../../../testing/cloud.ts";

const TOPIC = "arn:aws:sns:us-east-1:000000000000:topic";
const BY_NOTHING = { InstanceIds: undefined };

let test_: TestCloud;
let id: string;
beforeAll(async () => {
  test_ = await startTestCloud();
  id = await test_.boot();
});
afterAll(() => test_[Symbol.asyncDispose]());

test.each([
  ["an instance that is not there", { InstanceIds: ["i-00000000000000000"] }, "InvalidInstanceId"],
  ["the same instance twice", { InstanceIds: ["i-00000001", "i-00000001"] }, "DuplicateInstanceId"],
  ["an id that is none", { InstanceIds: ["i-1"] }, "ValidationException"],
  ["instances beside targets", { Targets: [{ Key: "tag:Role", Values: ["box"] }] }, "ValidationException"],
  ["neither", { InstanceIds: undefined }, "ValidationException"],
  ["targets by something else", { ...BY_NOTHING, Targets: [{ Key: "Role", Values: ["a"] }] }, "ValidationException"],
  ["a version that is not there", { DocumentVersion: "7" }, "InvalidDocumentVersion"],
  ["a version of words", { DocumentVersion: "latest" }, "ValidationException"],
  ["a hash that is none", { DocumentHash: "abc", DocumentHashType: "Sha256" }, "InvalidDocument"],
  ["a share of more than all", { MaxConcurrency: "101%" }, "ValidationException"],
  ["a comment of 101 characters", { Comment: "c".repeat(101) }, "ValidationException"],
  ["a topic that is none", { NotificationConfig: { NotificationArn: "topic" } }, "InvalidNotificationConfig"],
  ["a topic without a role", { NotificationConfig: { NotificationArn: TOPIC } }, "InvalidRole"],
  ["a role that is none", { ServiceRoleArn: "role" }, "InvalidRole"],
  ["another document", { DocumentName: "Own-Document" }, "InvalidDocument"],
  ["no commands", { Parameters: { commands: [] } }, "InvalidParameters"],
  ["an unknown parameter", { Parameters: { commands: ["a"], shell: ["b"] } }, "InvalidParameters"],
  ["an execution timeout of words", { Parameters: { commands: ["a"], executionTimeout: ["1h"] } }, "InvalidParameters"],
  ["more than 64 KB", { Parameters: { commands: ["x".repeat(65_536)] } }, "MaxDocumentSizeExceeded"],
  ["a delivery timeout below 30 s", { TimeoutSeconds: 5 }, "ValidationException"],
] as readonly (readonly [string, Partial<SendCommandCommandInput>, string])[])("refuses %s", async (_, input, name) => {
  await expect(test_.send(id, ["true"], input)).rejects.toMatchObject({ name });
});

test.each([
  ["a filter that is none", { Filters: [{ key: "Owner" as "Status", value: "me" }] }, "ValidationException"],
  ["a status that is none", { Filters: [{ key: "Status", value: "Done" }] }, "ValidationException"],
  ["a time that is none", { Filters: [{ key: "InvokedAfter", value: "yesterday" }] }, "ValidationException"],
  ["a token of another list", { NextToken: "MTA" }, "InvalidNextToken"],
  ["an id of words", { CommandId: "latest" }, "ValidationException"],
] as const)("does not list commands by %s", async (_, input, name) => {
  await expect(test_.ssm.send(new ListCommandsCommand(input as ListCommandsCommandInput))).rejects.toMatchObject({
    name,
  });
});

test.each([
  ["a filter that is none", { Filters: [{ Key: "Owner", Values: ["me"] }] }, "InvalidFilterKey"],
  [
    "a ping that is none",
    { Filters: [{ Key: "PingStatus", Values: ["Gone"] }] },
    "InvalidInstanceInformationFilterValue",
  ],
  ["fewer than five", { MaxResults: 4 }, "ValidationException"],
  ["a token of another list", { NextToken: "MTA" }, "InvalidNextToken"],
])("does not describe nodes by %s", async (_, input, name) => {
  const refused = test_.ssm.send(new DescribeInstanceInformationCommand(input));
  await expect(refused).rejects.toMatchObject({ name });
});

test("a command is not cancelled twice on the same node, nor on one that it was not sent to", async () => {
  const CommandId = await test_.send(id, ["true"]);
  const cancel = (InstanceIds: string[]) => test_.ssm.send(new CancelCommandCommand({ CommandId, InstanceIds }));
  await expect(cancel([id, id])).rejects.toMatchObject({ name: "DuplicateInstanceId" });
  await expect(cancel(["i-00000000"])).rejects.toMatchObject({ name: "InvalidInstanceId" });
});
