import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { readRecord, type Summary, summaryOf } from "@alpha-engine/run-record";
import { afterAll, expect, test } from "vitest";

import { workplace } from "../../testing/workplace.ts";

const at = (second: number): string => `2026-05-23T09:00:${String(second).padStart(2, "0")}.000000+00:00`;
const scheduled = (action: string, parameters: object): object => ({
  resourceType: "aws-sdk:ssm",
  resource: action,
  region: "us-east-1",
  parameters: JSON.stringify(parameters),
});
const invocation = {
  CommandId: "c-1",
  InstanceId: "i-0123456789abcdef0",
  Status: "Failed",
  StatusDetails: "Failed",
  ResponseCode: 127,
};
/** As the AWS CLI prints one. */
const history = {
  events: [
    {
      id: 1,
      previousEventId: 0,
      type: "ExecutionStarted",
      timestamp: at(0),
      executionStartedEventDetails: { input: "{}" },
    },
    {
      id: 2,
      previousEventId: 0,
      type: "TaskStateEntered",
      timestamp: at(1),
      stateEnteredEventDetails: { name: "Work", input: "{}" },
    },
    {
      id: 3,
      previousEventId: 2,
      type: "TaskScheduled",
      timestamp: at(1),
      taskScheduledEventDetails: scheduled("sendCommand", {}),
    },
    {
      id: 4,
      previousEventId: 3,
      type: "TaskSucceeded",
      timestamp: at(2),
      taskSucceededEventDetails: { output: '{"Command":{"CommandId":"c-1"}}' },
    },
    {
      id: 5,
      previousEventId: 4,
      type: "TaskStateExited",
      timestamp: at(2),
      stateExitedEventDetails: { name: "Work", output: "{}" },
    },
    {
      id: 6,
      previousEventId: 5,
      type: "TaskStateEntered",
      timestamp: at(3),
      stateEnteredEventDetails: { name: "Poll", input: "{}" },
    },
    {
      id: 7,
      previousEventId: 6,
      type: "TaskScheduled",
      timestamp: at(3),
      taskScheduledEventDetails: scheduled("getCommandInvocation", { CommandId: "c-1" }),
    },
    {
      id: 8,
      previousEventId: 7,
      type: "TaskSucceeded",
      timestamp: at(4),
      taskSucceededEventDetails: { output: JSON.stringify(invocation) },
    },
    {
      id: 9,
      previousEventId: 8,
      type: "TaskStateExited",
      timestamp: at(4),
      stateExitedEventDetails: { name: "Poll", output: "{}" },
    },
    {
      id: 10,
      previousEventId: 9,
      type: "FailStateEntered",
      timestamp: at(5),
      stateEnteredEventDetails: { name: "Bad", input: "{}" },
    },
    {
      id: 11,
      previousEventId: 10,
      type: "ExecutionFailed",
      timestamp: at(5),
      executionFailedEventDetails: { error: "WorkFailed", cause: "look" },
    },
  ],
};

const place = workplace({
  "history.json": history,
  "open.json": history.events.slice(0, 4),
  "empty.json": {},
  "cut.json": history.events.slice(3),
  "definition.json": { StartAt: "A", States: { A: { Type: "Succeed" } } },
  "described.json": { executionArn: "arn", status: "RUNNING" },
});
afterAll(() => place[Symbol.dispose]());

test("a history as the AWS CLI prints it becomes a record, a summary and a table", async () => {
  const { code, stdout } = place.run("report", "history.json", "--junit", "junit.xml");
  expect(stdout).toContain(
    "way        Work: SSM Failed 127 on i-0123456789abcdef0 → state Work Failed → execution WorkFailed",
  );
  expect([code, stdout]).toEqual([1, expect.stringMatching(/Work +failed +1 +\S+ s +127 .*i-0123456789abcdef0/)]);
  const { facts, notes } = await readRecord(join(place.folder, ".reports", "history", "run.ndjson"));
  expect(notes).toEqual([]);
  expect(new Set(facts.map(({ from }) => from))).toEqual(new Set(["history", "inferred"]));
  expect(summaryOf(facts)).toEqual(
    JSON.parse(readFileSync(join(place.folder, ".reports", "history", "summary.json"), "utf8")),
  );
  expect(facts.filter(({ type }) => type === "hop")).toMatchObject([
    { who: "command", code: 127, place: "command c-1 on i-0123456789abcdef0" },
    { who: "state", error: "Failed", place: "event 5" },
    { who: "execution", error: "WorkFailed" },
  ]);
  const junit = readFileSync(join(place.folder, "junit.xml"), "utf8");
  expect(junit).toContain('tests="2" failures="2"');
  expect(junit).toContain("SSM Failed 127 on i-0123456789abcdef0 → state Work Failed");
});

test("an execution that goes on is told as one, with what is at work in it", () => {
  const { code, stdout } = place.run("report", "open.json", "--json");
  const { status, endedAt, states, problems, hops } = JSON.parse(stdout) as Summary;
  expect([code, status, endedAt, problems, hops]).toEqual([1, "RUNNING", null, [], []]);
  expect(states.map(({ name, status: how }) => [name, how])).toEqual([["Work", "RUNNING"]]);
  expect(place.run("report", "open.json").stdout).toContain("running    it had not ended when its history was read");
});

test.each([
  [["report", "none.json"], "none.json cannot be read: ENOENT"],
  [["report", "arn:aws:states:us-east-1:1:x"], "expected the ARN of an execution"],
  [["report", "history.json", "--logs", "s3://b"], "--logs is for an execution in AWS"],
  [["report", "empty.json"], "empty.json is no history of an execution"],
  [["report", "cut.json"], "cut.json does not begin with ExecutionStarted"],
  [["report", "definition.json"], "definition.json is a definition, no history of an execution"],
  [["report", "described.json"], "described.json is what describe-execution answers"],
  [["report", "."], ". is a folder: expected a file with a history"],
])("%j is refused with what was expected", (argv, words) => {
  const { code, stderr } = place.run(...argv);
  expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
});

test.each([
  ["", "is empty"],
  ["<!doctype html><title>Sign in</title>", "is a page of HTML or XML"],
  ['{"events":[{"id":1,"type":"Exec', "is cut off, or no JSON"],
  ["\u0000\u0001", "is neither JSON nor YAML"],
  ["only words", "is neither JSON nor YAML"],
  ['{"type":"run","from":"history"}\n{"type":"end"}\n', "is a record of a run already"],
  ['{"name":"another tool\'s"}', "is no history of an execution"],
])("a file, or stdin, with %j is refused in one line that says what it is", (text, words) => {
  writeFileSync(join(place.folder, "given.json"), text);
  for (const { code, stderr } of [place.run("report", "given.json"), place.runWith(text, "report", "-")]) {
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  }
});

test("a history may come by stdin", () => {
  const { code, stdout } = place.runWith(JSON.stringify(history), "report", "-", "--json");
  expect([code, (JSON.parse(stdout) as Summary).error]).toEqual([1, "WorkFailed"]);
});
