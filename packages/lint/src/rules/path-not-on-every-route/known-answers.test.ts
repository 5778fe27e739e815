import { expect, test } from "vitest";

import { lint } from "../../lint.ts";
import { rule } from "./rule.ts";

const TASK = { Type: "Task", Next: "Read" };
const integration = (name: string): object => ({ ...TASK, Resource: `arn:aws:states:::${name}`, Parameters: {} });
const lane = { StartAt: "Lane", States: { Lane: { Type: "Pass", End: true } } };
const broad = [{ ErrorEquals: ["States.ALL"], Next: "Read" }];

/** The states that are found where `step` is followed by a state that reads `path`. */
async function foundIn(step: object, path: string): Promise<readonly string[]> {
  const states = { Step: step, Read: { Type: "Pass", Parameters: { "x.$": path }, End: true } };
  const { findings } = await lint({ StartAt: "Step", States: states });
  return [...new Set(findings.flatMap(({ rule: id, state = "" }) => (id === rule.id ? [state] : [])))].toSorted();
}

test.each([
  ["a Map's list", { Type: "Map", ItemsPath: "$.jobs", ItemProcessor: lane, Next: "Read" }],
  ["a Parallel's list", { Type: "Parallel", Branches: [lane, lane], Next: "Read" }],
  ["the answer of updateItem", integration("dynamodb:updateItem")],
  ["the answer of putEvents", integration("events:putEvents")],
  ["the answer of a function", integration("lambda:invoke")],
  ["the answer of an SDK integration", integration("aws-sdk:ssm:getParameter")],
  ["a started execution", integration("states:startExecution")],
  ["an execution that was waited for", integration("states:startExecution.sync:2")],
])("%s replaces the data that is read behind it", async (_what, step) => {
  expect(await foundIn(step, "$.job.id")).toEqual(["Read", "Step"]);
  expect(await foundIn({ ...step, ResultPath: "$.step" }, "$.job.id")).toEqual([]);
});

test.each([
  ["lambda:invoke", "$.step.grade", "$.step.Payload.grade"],
  ["states:startExecution", "$.step.Output", "$.step.ExecutionArn"],
  ["states:startExecution.sync", "$.step.Output.id", "$.step.Output"],
  ["dynamodb:getItem", "$.step.name", "$.step.Item.name.S"],
  ["aws-sdk:glue:getJobRun", "$.step.JobRunState", "$.step.JobRun.JobRunState"],
])("of the answer of %s, %s is not there, and %s may be", async (name, wrong, right) => {
  const step = { ...integration(name), ResultPath: "$.step" };
  expect(await foundIn(step, wrong)).toContain("Read");
  expect(await foundIn(step, right)).toEqual([]);
});

test("a ResultSelector leaves out what it does not name", async () => {
  const step = {
    ...integration("lambda:invoke"),
    ResultSelector: { "grade.$": "$.Payload.grade" },
    ResultPath: "$.step",
  };
  expect(await foundIn(step, "$.step.Payload")).toContain("Read");
  expect(await foundIn(step, "$.step.grade")).toEqual([]);
});

test("a Catch without ResultPath replaces the data, one with a path of its own keeps it", async () => {
  const step = { ...integration("lambda:invoke"), ResultPath: null };
  expect(await foundIn({ ...step, Catch: broad }, "$.job.id")).toEqual(["Read", "Step"]);
  expect(
    await foundIn({ ...step, Catch: broad.map((one) => ({ ...one, ResultPath: "$.error" })) }, "$.job.id"),
  ).toEqual([]);
});

test("a caught error over a result leaves nothing of the result", async () => {
  const step = { ...integration("lambda:invoke"), ResultPath: "$.step" };
  const over = broad.map((one) => ({ ...one, ResultPath: "$.step" }));
  expect(await foundIn({ ...step, Catch: over }, "$.step.Payload.grade")).toContain("Read");
});

test("a Cause is a text, in which no path leads further", async () => {
  const only = { ...integration("lambda:invoke"), Catch: broad.map((one) => ({ ...one, ResultPath: "$.error" })) };
  const states = {
    Step: { ...only, Next: "Done" },
    Read: { Type: "Pass", Parameters: { "x.$": "$.error.Cause.errorMessage" }, End: true },
    Done: { Type: "Succeed" },
  };
  const { findings } = await lint({ StartAt: "Step", States: states });
  expect(findings.filter(({ rule: id }) => id === rule.id).map(({ state }) => state)).toContain("Read");
});

test.each([
  ["{% $states.input.job.id %}", ["Read", "Step"]],
  ["{% $states.input.Payload.id %}", []],
  ["{% $states.input.job.id ? $states.input.job.id : null %}", []],
  ["{% $exists($states.input.job) ? $states.input.job.id : 'none' %}", []],
])("in JSONata, behind a function, %s finds %j at fault", async (expression, expected) => {
  const states = {
    Step: { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Arguments: { FunctionName: "f" }, Next: "Read" },
    Read: { Type: "Pass", Output: { x: expression }, End: true },
  };
  const { findings } = await lint({ QueryLanguage: "JSONata", StartAt: "Step", States: states });
  const found = new Set(findings.flatMap(({ rule: id, state = "" }) => (id === rule.id ? [state] : [])));
  expect([...found].toSorted()).toEqual(expected);
});
