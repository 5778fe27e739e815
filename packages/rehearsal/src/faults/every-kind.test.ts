/** @module-tag slow */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { readRecord } from "@alpha-engine/run-record";
import { afterAll, beforeAll, expect, test } from "vitest";

import { launch, world } from "../../testing/launching.ts";
import { rehearse, type RehearseOptions } from "../index.ts";
import { FAULT_KINDS } from "./fault-kinds.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "every-fault-"));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

type States = Record<string, object>;
type Made = (name: string, next: string) => States;

const on = (next: string): object => ({
  ResultPath: "$.answer",
  Next: next,
  Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.caught", Next: next }],
});
const task =
  (resource: string, parameters: object): Made =>
  (name, next) => ({
    [name]: { Type: "Task", Resource: `arn:aws:states:::${resource}`, Parameters: parameters, ...on(next) },
  });
/** Sends it to the box and asks until it has ended, however. */
const command =
  (commands: readonly string[] | object, more: object = {}): Made =>
  (name, next) => ({
    ...task("aws-sdk:ssm:sendCommand", {
      DocumentName: "AWS-RunShellScript",
      "InstanceIds.$": "$.box",
      Parameters: Array.isArray(commands) ? { commands, executionTimeout: ["30"] } : commands,
      ...more,
    })(name, `${name} waits`),
    [`${name} waits`]: { Type: "Wait", Seconds: 1, Next: `${name} asks` },
    [`${name} asks`]: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:ssm:getCommandInvocation",
      Parameters: { "CommandId.$": "$.answer.Command.CommandId", "InstanceId.$": "$.box[0]" },
      ResultPath: "$.end",
      Next: `${name} ended?`,
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.caught", Next: next }],
    },
    [`${name} ended?`]: {
      Type: "Choice",
      Choices: ["Pending", "InProgress", "Delayed"].map((status) => ({
        Variable: "$.end.Status",
        StringEquals: status,
        Next: `${name} waits`,
      })),
      Default: next,
    },
  });

const plain = command(["echo begun"]);
const rented = command(launch("work", "echo begun; sleep 6"));
const run = task("aws-sdk:ec2:runInstances", {
  ImageId: "ami-spot",
  InstanceType: "c7i.large",
  MinCount: 1,
  MaxCount: 1,
});
const put = task("aws-sdk:s3:putObject", { Bucket: "logs", Key: "models/a.bin", Body: "weights" });
const publish = task("sns:publish", { TopicArn: "arn:aws:sns:us-east-1:000000000000:told", Message: "m" });
const item = { id: { S: "a" } };
const write = task("dynamodb:putItem", {
  TableName: "table",
  Item: item,
  ConditionExpression: "attribute_not_exists(id)",
});
const metric = task("aws-sdk:cloudwatch:putMetricData", {
  Namespace: "App",
  MetricData: [{ MetricName: "Heartbeat", Value: 1 }],
});
/** Reads a field of what the function answers, behind the state that may not get it. */
const call: Made = (name, next) => ({
  ...task("lambda:invoke", { FunctionName: "f" })(name, `${name} read`),
  [`${name} read`]: {
    Type: "Choice",
    Choices: [{ Variable: "$.answer.Payload.status", IsPresent: true, Next: `${name} reads` }],
    Default: next,
  },
  [`${name} reads`]: {
    Type: "Pass",
    Parameters: { "status.$": "$.answer.Payload.status" },
    ResultPath: "$.read",
    Next: next,
  },
});

/** What each kind is aimed at, by its beginning: the longest decides. */
const NEEDS: Readonly<Record<string, Made>> = {
  "": plain,
  "exit:4@1s": command(["echo begun", "sleep 5"]),
  reclaim: rented,
  spot: rented,
  push: command(["cd /opt/app && git pull --quiet"]),
  pull: command(["cd /opt/app && git status"]),
  "ssm:upload-refused": command(["echo begun"], { OutputS3BucketName: "logs" }),
  "ssm:never-online": run,
  "ssm:late": run,
  capacity: run,
  api: put,
  s3: put,
  artifact: put,
  sns: publish,
  ddb: write,
  lambda: call,
  heartbeat: metric,
};
const ARGUMENTS: Readonly<Record<string, string>> = { exit: ":4", "ssm:lost": ":2s", "ssm:late": ":2s", pull: ":1s" };

function needOf(id: string): Made {
  const beginning = Object.keys(NEEDS).filter((each) => id.startsWith(each));
  return NEEDS[beginning.toSorted((one, other) => other.length - one.length)[0] ?? ""] ?? plain;
}

/** One execution that goes through a state for each, whatever becomes of the one before. */
async function throughAll(executionName: string, kinds: readonly string[]): Promise<readonly string[]> {
  const states = kinds.map((kind, index) => ({ kind, name: `${index} ${kind.replaceAll(/\W/g, " ")}` }));
  const made = states.map(({ kind, name }, index) => needOf(kind)(name, states[index + 1]?.name ?? "Done"));
  const definition = {
    StartAt: states[0]?.name ?? "Done",
    States: Object.assign({ Done: { Type: "Succeed" } }, ...made) as States,
  };
  const from = join(directory, "app");
  mkdirSync(from, { recursive: true });
  writeFileSync(join(from, "run.sh"), "echo ran\n");
  const handler = join(directory, "handler.mjs");
  writeFileSync(handler, 'export const handler = async () => ({ status: "ok" });');
  const { "ami-box": box } = world.images;
  const { summary, directory: folder } = await rehearse({
    ...world,
    pipeline: "every",
    definition: definition as RehearseOptions["definition"],
    directory,
    executionName,
    input: ({ boxIds }) => ({ box: [boxIds["box"]] }),
    images: {
      ...world.images,
      "ami-box": { ...box, checkouts: { "/opt/app": { from, url: "https://github.com/made-up/app" } } },
    },
    functions: { f: { module: handler, timeout: 3 } },
    topics: { told: {} },
    tables: { table: { partitionKey: "id:S" } },
    faults: states.map(({ name, kind }) => `${name}:${kind}`),
  });
  const { facts } = await readRecord(join(folder, "run.ndjson"));
  const told = facts.flatMap((fact) =>
    fact.type === "fault" ? [`${fact.kind}: ${fact.injected ? "met" : fact.why}`] : [],
  );
  return [summary.status, ...told];
}

const written = FAULT_KINDS.map(({ id }) => `${id}${ARGUMENTS[id] ?? ""}`);
const isSpot = (kind: string): boolean => /^(?:reclaim|spot)/.test(kind);

const allMet = (kinds: readonly string[]): readonly string[] => ["SUCCEEDED", ...kinds.map((kind) => `${kind}: met`)];

test("every kind of fault is seen to have happened where there is what it needs", { timeout: 170_000 }, async () => {
  const kinds = written.filter((kind) => !isSpot(kind));
  expect(await throughAll(`all-${Date.now()}`, kinds)).toEqual(allMet(kinds));
});

test("so are those of spot instances, and those that have a moment at each", { timeout: 170_000 }, async () => {
  const moments = ["exit:4@1s", "exit:4@after", "hang@after", "push@after", "api:throttle@0s", "api:throttle@before"];
  const kinds = [...written.filter(isSpot), "spot:reclaim@1s", ...moments];
  expect(await throughAll(`moments-${Date.now()}`, kinds)).toEqual(allMet(kinds));
});
