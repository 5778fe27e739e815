/** @module-tag slow */
import { rm } from "node:fs/promises";

import { type Clock, rehearsalClock } from "@alpha-engine/asl";
import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TagResourceCommand,
} from "@aws-sdk/client-eventbridge";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { awsCli, CLI } from "../../../testing/aws-cli.ts";
import { startTestCloud, type TestCloud, until } from "../../../testing/cloud.ts";
import type { CloudEvent } from "../../cloud/cloud-event.ts";

const ROLE = "arn:aws:iam::000000000000:role/made-up";
/** A Friday. */
const FRIDAY = Date.parse("2026-11-20T19:08:00Z");
const SATURDAYS = "cron(0 9 ? * SAT *)";

let rig: TestCloud;
let clock: Clock;
let release: () => void;
let sfn: SFNClient;
let eb: EventBridgeClient;
let fired: Extract<CloudEvent, { type: "rule-fired" }>[];
/** The clock stands still until `release`. */
const begin = async (more: object = {}, startAt = FRIDAY): Promise<void> => {
  clock = rehearsalClock({ startAt, rate: 1 });
  release = clock.hold();
  rig = await startTestCloud({ clock, ...more });
  const { endpoint, region, environment } = rig.cloud;
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = environment;
  const client = { endpoint, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 };
  sfn = new SFNClient(client);
  eb = new EventBridgeClient(client);
  fired = [];
  rig.cloud.subscribe((event) => {
    if (event.type === "rule-fired") fired.push(event);
  });
};
beforeEach(() => begin());
afterEach(() => rig[Symbol.asyncDispose]());

const machine = async (name = "weekly"): Promise<string> => {
  const definition = JSON.stringify({ StartAt: "A", States: { A: { Type: "Pass", End: true } } });
  const made = await sfn.send(new CreateStateMachineCommand({ name, definition, roleArn: ROLE }));
  return made.stateMachineArn ?? "";
};
const minute = ({ at }: { readonly at: number }): string => new Date(at).toISOString().slice(0, 16);
const putRule = (Name: string, ScheduleExpression: string, more: object = {}) =>
  eb.send(new PutRuleCommand({ Name, ScheduleExpression, ...more }));
const target = (Rule: string, Arn: string, more: object = {}) =>
  eb.send(new PutTargetsCommand({ Rule, Targets: [{ Id: "state-machine", Arn, RoleArn: ROLE, ...more }] }));
const executions = async (stateMachineArn: string) => {
  const { executions: found = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
  return await Promise.all(found.map(({ executionArn }) => sfn.send(new DescribeExecutionCommand({ executionArn }))));
};

test("an enabled rule starts its state machine with its input when its time has come, a disabled one does not", async () => {
  const arn = await machine();
  await putRule("off", "cron(0 8 ? * SAT *)", { State: "DISABLED" });
  await target("off", arn, { Input: '{"off":true}' });
  await putRule("saturday", SATURDAYS);
  await target("saturday", arn, { Input: '{"pipeline_role":"weekly"}' });
  rig.cloud.subscribe((event) => {
    if (event.type === "rule-fired" && fired.length === 2) release = clock.hold();
  });
  release();
  await until(() => fired.length >= 2);
  expect(fired.slice(0, 2).map(minute)).toEqual(["2026-11-21T09:00", "2026-11-28T09:00"]);
  expect(fired[0]).toMatchObject({ rule: "saturday", targetArn: arn });
  const [latest] = await executions(arn);
  expect(latest?.input).toBe('{"pipeline_role":"weekly"}');
  expect(latest?.startDate?.toISOString().slice(0, 16)).toBe("2026-11-28T09:00");
});

test("a queue gets the event, or the part of it that a path names", async () => {
  const { endpoint, region, environment } = rig.cloud;
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = environment;
  const sqs = new SQSClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "events" }));
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] });
  const Arn = (await sqs.send(asked)).Attributes?.["QueueArn"];
  await putRule("saturday", SATURDAYS);
  const Targets = [
    { Id: "whole", Arn },
    { Id: "part", Arn, InputPath: "$.resources[0]" },
  ];
  await eb.send(new PutTargetsCommand({ Rule: "saturday", Targets }));
  rig.cloud.subscribe((event) => {
    if (event.type === "rule-fired" && fired.length === 2) release = clock.hold();
  });
  release();
  await until(() => fired.length >= 2);
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  const rule = "arn:aws:events:us-east-1:000000000000:rule/saturday";
  expect(Messages.map(({ Body = "" }) => JSON.parse(Body) as unknown)).toMatchObject([{ resources: [rule] }, rule]);
});

test("a rule without an input hands its event on, and one that cannot start its target goes on all the same", async () => {
  const arn = await machine();
  await putRule("hourly", "rate(1 hour)");
  await target("hourly", arn);
  await eb.send(
    new PutTargetsCommand({ Rule: "hourly", Targets: [{ Id: "gone", Arn: `${arn}-gone`, RoleArn: ROLE }] }),
  );
  rig.cloud.subscribe((event) => {
    if (event.type === "rule-fired" && fired.length === 4) release = clock.hold();
  });
  release();
  await until(() => fired.length >= 4);
  expect(fired.map(({ error }) => error?.split(":")[0])).toEqual(
    expect.arrayContaining([undefined, "StateMachineDoesNotExist"]),
  );
  const started = await executions(arn);
  expect(JSON.parse(started.at(-1)?.input ?? "")).toMatchObject({
    source: "aws.events",
    "detail-type": "Scheduled Event",
    time: expect.stringMatching(/^2026-11-20T20:08:\d\dZ$/) as string,
    resources: ["arn:aws:events:us-east-1:000000000000:rule/hourly"],
    detail: {},
  });
});

test("a rule is put, switched, listed, tagged and deleted, and its targets are its own", async () => {
  const arn = await machine();
  const { RuleArn } = await putRule("saturday", SATURDAYS, {
    Description: "weekly",
    State: "DISABLED",
    Tags: [{ Key: "a", Value: "1" }],
  });
  await target("saturday", arn, { Input: "{}" });
  const describe_ = () => eb.send(new DescribeRuleCommand({ Name: "saturday" }));
  expect(await describe_()).toMatchObject({ Arn: RuleArn, State: "DISABLED", Description: "weekly" });
  await eb.send(new EnableRuleCommand({ Name: "saturday" }));
  expect((await describe_()).State).toBe("ENABLED");
  await eb.send(new DisableRuleCommand({ Name: "saturday" }));
  expect((await describe_()).State).toBe("DISABLED");
  await putRule("saturday", SATURDAYS, { Tags: [{ Key: "a", Value: "2" }] });
  expect((await describe_()).Description, "what is not said is gone").toBeUndefined();
  await eb.send(new TagResourceCommand({ ResourceARN: RuleArn, Tags: [{ Key: "b", Value: "3" }] }));
  expect((await eb.send(new ListTagsForResourceCommand({ ResourceARN: RuleArn }))).Tags).toEqual([
    { Key: "a", Value: "1" },
    { Key: "b", Value: "3" },
  ]);
  expect((await eb.send(new ListRulesCommand({ NamePrefix: "sat" }))).Rules).toMatchObject([{ Name: "saturday" }]);
  expect((await eb.send(new ListTargetsByRuleCommand({ Rule: "saturday" }))).Targets).toEqual([
    { Id: "state-machine", Arn: arn, RoleArn: ROLE, Input: "{}" },
  ]);
  const remove = () => eb.send(new DeleteRuleCommand({ Name: "saturday" }));
  await expect(remove()).rejects.toMatchObject({ message: "Rule can't be deleted since it has targets." });
  await eb.send(new RemoveTargetsCommand({ Rule: "saturday", Ids: ["state-machine"] }));
  await remove();
  await remove();
  await expect(describe_()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  release();
});

test("what EventBridge refuses is refused", async () => {
  await putRule("rule", "rate(1 day)", { State: "DISABLED" });
  await expect(putRule("bad", "cron(0 9 * * SAT *)")).rejects.toMatchObject({
    name: "ValidationException",
    message: "Parameter ScheduleExpression is not valid.",
  });
  await expect(putRule("bad name", "rate(1 day)")).rejects.toMatchObject({ name: "ValidationException" });
  await expect(eb.send(new PutRuleCommand({ Name: "none" }))).rejects.toMatchObject({ name: "ValidationException" });
  await expect(target("none", await machine())).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await expect(target("rule", "arn:aws:lambda:us-east-1:000000000000:function:f")).rejects.toMatchObject({
    name: "ValidationException",
  });
  await expect(target("rule", await machine(), { Input: "{a" })).rejects.toMatchObject({ name: "ValidationException" });
  await expect(target("rule", await machine(), { RoleArn: undefined })).rejects.toMatchObject({
    message: expect.stringContaining("RoleArn is required") as string,
  });
  const targets = Array.from({ length: 6 }, (_, i) => ({
    Id: `t${i}`,
    Arn: "arn:aws:states:us-east-1:000000000000:stateMachine:a",
    RoleArn: ROLE,
  }));
  await expect(eb.send(new PutTargetsCommand({ Rule: "rule", Targets: targets }))).rejects.toMatchObject({
    name: "LimitExceededException",
  });
});

test("rules are there again after a restart, and a time that passed meanwhile is gone", async () => {
  await rig[Symbol.asyncDispose]();
  await begin({ keep: true });
  const { directory } = rig;
  const arn = await machine();
  await putRule("saturday", SATURDAYS, { Description: "weekly" });
  await target("saturday", arn, { Input: "{}" });
  await rig.cloud.stop();
  await begin({ keep: true, directory }, Date.parse("2026-11-22T00:00:00Z"));
  rig.cloud.subscribe((event) => {
    if (event.type === "rule-fired" && fired.length === 1) release = clock.hold();
  });
  expect(await eb.send(new DescribeRuleCommand({ Name: "saturday" }))).toMatchObject({ Description: "weekly" });
  release();
  await until(() => fired.length >= 1);
  expect(fired.map(minute)).toEqual(["2026-11-28T09:00"]);
  await rm(directory, { recursive: true, force: true });
});

describe.skipIf(!CLI)(`the AWS CLI${CLI ? "" : ", skipped: aws is not installed"}`, { timeout: 60_000 }, () => {
  test("publishes versions, names them and puts rules", async () => {
    const aws = awsCli(rig.cloud.environment);
    const arn = await machine();
    const of = ["--state-machine-arn", arn];
    const published = await aws("stepfunctions", "publish-state-machine-version", ...of, "--description", "git abc");
    expect(published.json).toMatchObject({ stateMachineVersionArn: `${arn}:1` });
    const routes = ["--routing-configuration", `stateMachineVersionArn=${arn}:1,weight=100`];
    const alias = await aws("stepfunctions", "create-state-machine-alias", "--name", "live", ...routes);
    expect(alias.json).toMatchObject({ stateMachineAliasArn: `${arn}:live` });
    expect((await aws("stepfunctions", "list-state-machine-versions", ...of)).json).toMatchObject({
      stateMachineVersions: [{ stateMachineVersionArn: `${arn}:1` }],
    });
    const rule = ["--name", "saturday", "--schedule-expression", SATURDAYS, "--state", "DISABLED"];
    expect((await aws("events", "put-rule", ...rule)).json).toMatchObject({
      RuleArn: "arn:aws:events:us-east-1:000000000000:rule/saturday",
    });
    const targets = JSON.stringify([{ Id: "1", Arn: arn, RoleArn: ROLE, Input: '{"a":1}' }]);
    const put = await aws("events", "put-targets", "--rule", "saturday", "--targets", targets);
    expect(put.json).toEqual({ FailedEntryCount: 0, FailedEntries: [] });
    expect((await aws("events", "describe-rule", "--name", "saturday")).json).toMatchObject({ State: "DISABLED" });
    expect((await aws("events", "describe-rule", "--name", "none")).stderr).toContain("(ResourceNotFoundException)");
  });
});
