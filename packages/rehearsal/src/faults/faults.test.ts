/** @module-tag slow */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { input, launch, logs, step, world } from "../../testing/launching.ts";
import { rehearse, type RehearseOptions, type StateSummary, type Summary } from "../index.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "faults-"));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

let runs = 0;
async function run(States: object, options: Partial<RehearseOptions>): Promise<Summary> {
  const definition = { StartAt: Object.keys(States)[0] ?? "", States } as RehearseOptions["definition"];
  const executionName = `run-${(runs += 1)}`;
  return (await rehearse({ pipeline: "p", definition, directory, executionName, input, ...world, logs, ...options }))
    .summary;
}
const row = ({ states }: Summary, name: string): StateSummary | undefined =>
  states.find((state) => state.name === name);
const work = (script = "echo begun", patience = 60): object => step("Work", launch("work", script, patience));
const kinds = ({ problems }: Summary) => problems.map(({ kind }) => kind);

test.concurrent.each<[kind: string, script: string, what: Partial<StateSummary>]>([
  ["exit:9", "true", { exitCode: 9, attempts: 1 }],
  ["exit:9@rented", "true", { exitCode: 9, attempts: 1 }],
  ["spot:reclaim", "echo begun; sleep 60", { exitCode: 69, attempts: 1 }],
  [
    "capacity:dry",
    "true",
    {
      exitCode: 64,
      attempts: 1,
      lastLines: expect.arrayContaining([
        expect.stringContaining("InsufficientInstanceCapacity</Code><Message>There is no Spot capacity available"),
      ]) as string[],
    },
  ],
  ["capacity:quota", "true", { exitCode: 64, attempts: 1 }],
  ["ssm:never-online", "true", { exitCode: 70, attempts: 1 }],
  ["ssm:undeliverable@rented", "true", { exitCode: 69 }],
  ["ssm:undeliverable", "true", { exitCode: -1, error: "Undeliverable" }],
  ["ssm:denied@box", "true", { exitCode: -1, error: "AccessDenied", attempts: 1 }],
  ["api:throttle:ec2:RunInstances", "true", { exitCode: 64 }],
  [
    "api:throttle:SendCommand",
    "true",
    { error: expect.stringMatching(/^Ssm\./) as string, cause: expect.stringContaining("Rate exceeded") as string },
  ],
  [
    "api:denied:SendCommand",
    "true",
    {
      error: expect.stringMatching(/^Ssm\./) as string,
      cause: expect.stringContaining("is not authorized to perform: ssm:SendCommand") as string,
    },
  ],
  ["api:reset-after:SendCommand", "true", { status: "FAILED" }],
])("%s", { timeout: 60_000 }, async (kind, script, what) => {
  const summary = await run(work(script, kind === "ssm:never-online" ? 30 : 60), { faults: [`Work:${kind}`] });
  expect(row(summary, "Work")).toMatchObject({ status: "FAILED", ...what });
  expect(summary.faults).toMatchObject([{ state: "Work", kind, injected: true }]);
  expect(kinds(summary)).not.toContain("fault-unmet");
});

test.concurrent("what a script writes is refused by S3, and it has no log then; the agent comes late and it waits", async () => {
  const refused = await run(work(), { faults: ["Work:s3:refused"] });
  expect(row(refused, "Work")).toMatchObject({ status: "SUCCEEDED", logKey: null });
  expect(kinds(refused)).toEqual(["log-missing"]);
  const late = await run(work(), { faults: ["Work:ssm:late:1s"] });
  expect(row(late, "Work")).toMatchObject({ status: "SUCCEEDED", logKey: "runs/work.log" });
  expect(late.problems).toEqual([]);
});

test.concurrent("a poll is throttled where the poll is meant, and a step beside it is left alone", async () => {
  const branch = (name: string): object => ({ StartAt: name, States: step(name, { commands: ["true"] }) });
  const Both = { Type: "Parallel", Branches: [branch("A"), branch("B")], End: true };
  const summary = await run({ Both }, { faults: ["A asks:api:throttle"] });
  expect(summary).toMatchObject({ status: "FAILED", cause: expect.stringContaining("Rate exceeded") as string });
  expect(row(summary, "A")?.status).toBe("SUCCEEDED");
  const item = step("Each", { "commands.$": "States.Array($.script)" });
  const ItemSelector = { "box.$": "$.box", "script.$": "$$.Map.Item.Value" };
  const Items = {
    Type: "Map",
    ItemsPath: "$.items",
    ItemSelector,
    ItemProcessor: { StartAt: "Each", States: item },
    ToleratedFailureCount: 9,
    End: true,
  };
  const items: RehearseOptions["input"] = ({ boxIds }) => ({ box: [boxIds["box"]], items: ["true", "true", "true"] });
  const one = await run({ Items }, { input: items, logs: undefined, faults: ["Each[1]:exit:8"] });
  expect(row(one, "Each")?.items).toMatchObject({ failed: 1, failures: [{ item: 1, exitCode: 8 }] });
});

test.concurrent("functions, tables and topics have their own", async () => {
  const handler = join(directory, "handler.mjs");
  writeFileSync(handler, "export const handler = async () => 1;");
  const functions = { f: { module: handler } };
  const Call = {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Parameters: { FunctionName: "f" },
    End: true,
  };
  for (const [kind, error] of [
    ["lambda:timeout", "Sandbox.Timedout"],
    ["lambda:throttle", "Lambda.TooManyRequestsException"],
    ["fail", "InjectedFault"],
  ]) {
    const summary = await run({ Call }, { functions, faults: [`Call:${kind}`] });
    expect(summary, kind).toMatchObject({ status: "FAILED", error, faults: [{ injected: true }] });
  }
  const Put = {
    Type: "Task",
    Resource: "arn:aws:states:::dynamodb:putItem",
    Parameters: { TableName: "table", Item: { id: { S: "a" } } },
    End: true,
  };
  const tables = { table: { partitionKey: "id:S" } };
  const conflict = await run({ Put }, { tables, faults: ["Put:ddb:conflict"] });
  expect(conflict).toMatchObject({ status: "FAILED", error: "DynamoDB.ConditionalCheckFailedException" });
  const TopicArn = "arn:aws:sns:us-east-1:000000000000:told";
  const Tell = {
    Type: "Task",
    Resource: "arn:aws:states:::sns:publish",
    Parameters: { TopicArn, Message: "m" },
    End: true,
  };
  const refused = await run({ Tell }, { topics: { told: {} }, faults: ["Tell:sns:refused"] });
  expect(refused).toMatchObject({ status: "FAILED", error: "SNS.AuthorizationErrorException" });
});

test.concurrent("what the run never came to is a problem that says why", async () => {
  const summary = await run(work(), { faults: ["Work:api:denied:sns:Publish", "Work:reclaim@box"] });
  expect(summary.problems.map(({ message }) => message)).toEqual([
    expect.stringMatching(
      /^the fault api:denied:sns:Publish of Work met nothing: its work was done, and nothing in it was of that kind \(it asked for ssm:SendCommand, .*s3:PutObject/,
    ),
    expect.stringMatching(/^the fault reclaim@box of Work met nothing: its work was done/),
  ]);
});

test.concurrent("somebody merges before a step begins, and its pull sees it", async () => {
  const from = mkdtempSync(join(directory, "app-"));
  writeFileSync(join(from, "run.sh"), "echo ran\n");
  const app = { from, url: "https://github.com/made-up/app" };
  const images = { "ami-box": { sh: "bash" as const, checkouts: { "/opt/app": app } } };
  const pull = "cd /opt/app && git pull --quiet && ls";
  const States = step("Work", { commands: [`${pull} && [ ! -e merged-meanwhile ]`] });
  const faults = ["Work:push"];
  const merged = await run(States, { images, faults, logs: undefined });
  expect(row(merged, "Work")).toMatchObject({ status: "FAILED", exitCode: 1 });
  expect(kinds(merged)).toEqual([]);
  expect((await run(States, { images, logs: undefined })).status).toBe("SUCCEEDED");
  const behind = await run(step("Work", { commands: ["ls /opt/app"] }), { images, faults, logs: undefined });
  expect(behind.problems).toMatchObject([
    {
      kind: "stale-checkout",
      state: "Work",
      message: "Work began when somebody had merged, and ended with /opt/app behind",
    },
  ]);
  const unmet = await run(step("Work", { commands: ["true"] }), { faults, logs: undefined });
  expect(kinds(unmet)).toEqual(["fault-unmet"]);
});

test.concurrent("somebody else pulls in a checkout when a step begins: who does not wait fails", async () => {
  const from = mkdtempSync(join(directory, "app-"));
  const app = { from, url: "https://github.com/made-up/app" };
  const images = { "ami-box": { sh: "bash" as const, checkouts: { "/opt/app": app } } };
  const pull = "git -C /opt/app pull --quiet";
  const options = { images, faults: ["Work:pull"], logs: undefined };
  const hasty = row(await run(step("Work", { commands: ["set -e", pull, "true"] }), options), "Work");
  expect(hasty?.status).toBe("FAILED");
  expect(hasty?.lastLines.join("\n")).toContain("Another git process seems to be running");
  const patient = `until ${pull}; do sleep 1; done; [ -e /opt/app/merged-meanwhile ]`;
  expect((await run(step("Work", { commands: [patient] }), options)).status).toBe("SUCCEEDED");
});

test.concurrent("SSM has nothing of what a command wrote", async () => {
  const States = step("Work", { commands: ["echo ver''dict"] });
  const said = async (faults: readonly string[]) =>
    JSON.stringify((await run(States, { faults, logs: undefined })).output).includes("verdict");
  expect([await said([]), await said(["Work:ssm:silent"])]).toEqual([true, false]);
});
