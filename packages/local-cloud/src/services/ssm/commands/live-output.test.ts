/** @module-tag slow */
import { rehearsalClock } from "@alpha-engine/asl";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud, until } from "../../../../testing/cloud.ts";
import { jsonClient } from "../../../../testing/json-client.ts";

let test_: TestCloud;
let id: string;
let logs: (operation: string, input: object) => Promise<Record<string, unknown>>;
beforeAll(async () => {
  test_ = await startTestCloud({ clock: rehearsalClock({ rate: 10 }) });
  id = await test_.boot();
  logs = jsonClient(test_.cloud.endpoint, "Logs_20140328");
});
afterAll(() => test_[Symbol.asyncDispose]());

const ASKED = { CloudWatchOutputConfig: { CloudWatchOutputEnabled: true } };

interface Event {
  readonly message: string;
  readonly logStreamName: string;
}

async function messages(logGroupName: string, logStreamName: string): Promise<readonly string[]> {
  const { events = [] } = await logs("GetLogEvents", { logGroupName, logStreamName, startFromHead: true });
  return (events as Event[]).map(({ message }) => message);
}

test("output that goes to CloudWatch Logs is there while the script runs, under the document's own group", async () => {
  const commandId = await test_.send(id, ["echo one; echo two >&2; sleep 0.6; printf three"], ASKED);
  const group = "/aws/ssm/AWS-RunShellScript";
  const stream = `${commandId}/${id}/aws-runShellScript`;
  await until(async () => (await messages(group, `${stream}/stdout`)).length > 0);
  expect(test_.cloud.commands().at(-1)?.status).toBe("InProgress");
  expect(await messages(group, `${stream}/stderr`)).toEqual(["two"]);
  await test_.end(id, commandId);
  expect(await messages(group, `${stream}/stdout`)).toEqual(["one", "three"]);
  const { logStreams } = await logs("DescribeLogStreams", { logGroupName: group, logStreamNamePrefix: commandId });
  expect(logStreams).toMatchObject([{ logStreamName: `${stream}/stderr` }, { logStreamName: `${stream}/stdout` }]);
});

test("a group of one's own is used, and what was asked for is echoed", async () => {
  const CloudWatchLogGroupName = "/own/group";
  const config = { CloudWatchOutputEnabled: true, CloudWatchLogGroupName };
  const result = await test_.run(id, ["echo found; echo other"], { CloudWatchOutputConfig: config });
  expect(result.CloudWatchOutputConfig).toEqual(config);
  const { events } = await logs("FilterLogEvents", { logGroupName: CloudWatchLogGroupName, filterPattern: "found" });
  expect(events).toMatchObject([{ message: "found" }]);
});

test("what a killed script had written stays in the log although its inline output is empty", async () => {
  const Parameters = { commands: ["echo before", "sleep 60"], executionTimeout: ["5"] };
  const result = await test_.run(id, [], { ...ASKED, Parameters });
  expect(result).toMatchObject({ StatusDetails: "ExecutionTimedOut", StandardOutputContent: "" });
  const stream = `${result.CommandId}/${id}/aws-runShellScript/stdout`;
  expect(await messages("/aws/ssm/AWS-RunShellScript", stream)).toEqual(["before"]);
});
