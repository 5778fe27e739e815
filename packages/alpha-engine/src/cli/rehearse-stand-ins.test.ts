/** @module-tag slow */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { summarySchema } from "@alpha-engine/rehearsal";
import { expect, test } from "vitest";

import { workplace, type Workplace } from "../../testing/workplace.ts";

const LONG = 120_000;
const task = (service: string, Parameters: object, more: object) => ({
  Type: "Task",
  Resource: `arn:aws:states:::${service}`,
  Parameters,
  ...more,
});
const Retry = [{ ErrorEquals: ["Lambda.TooManyRequestsException"], IntervalSeconds: 60, MaxAttempts: 3 }];
const definition = {
  StartAt: "Label",
  States: {
    Label: task("aws-sdk:rekognition:detectLabels", { Image: {} }, { ResultPath: "$.labels", Next: "Count" }),
    Count: task("glue:startJobRun.sync", { JobName: "j" }, { ResultPath: "$.count", Next: "Grade" }),
    Grade: task(
      "lambda:invoke",
      { FunctionName: "grade", "Payload.$": "$" },
      { Retry, ResultSelector: { "grade.$": "$.Payload.grade" }, End: true },
    ),
  },
};
const FILES = {
  "line.asl.json": definition,
  "stand-ins/label.ts": `export default ({ state }: { state: string }): object => ({ Labels: [{ Name: state }] });\n`,
  "alpha-engine.config.json": {
    pipelines: { line: "line.asl.json" },
    rehearsal: {
      standIns: {
        Label: { module: "stand-ins/label.ts" },
        "glue:startJobRun": { command: ["sh", "stand-ins/count.sh"], delay: "10m" },
        grade: { answers: [{ throws: { error: "Lambda.TooManyRequestsException" } }, { grade: "A" }] },
      },
    },
  },
  "stand-ins/count.sh": `read -r request\necho '{ "rows": 12 }'\n`,
};
const MOCKS = {
  StateMachines: {
    line: {
      TestCases: { Busy: { Grade: "BusyThenB" }, HappyPath: { Grade: "C" } },
    },
    other: { TestCases: { Busy: { Nobody: "C" } } },
  },
  MockedResponses: {
    BusyThenB: {
      "0-1": { Throw: { Error: "Lambda.TooManyRequestsException", Cause: "Rate exceeded" } },
      "2-3": { Return: { Payload: { grade: "B" }, StatusCode: 200 } },
    },
    C: { "0": { Return: { Payload: { grade: "C" } } } },
  },
};

function summaryIn(place: Workplace) {
  return summarySchema.parse(
    JSON.parse(readFileSync(join(place.folder, ".rehearsal", "latest", "summary.json"), "utf8")),
  );
}

test(
  "what nobody models is answered by a module, by a command, and by what is written; it is told",
  { timeout: LONG },
  () => {
    using place = workplace(FILES);
    const { code, stdout, stderr } = place.run("rehearse", "line");
    expect(code, stderr + stdout).toBe(0);
    const summary = summaryIn(place);
    expect(summary.output).toEqual({ grade: "A" });
    expect(summary.standIns).toEqual({
      tasks: 4,
      by: [
        { name: "Label", kind: "stand-in", calls: 1, states: ["Label"] },
        { name: "glue:startJobRun", kind: "stand-in", calls: 1, states: ["Count"] },
        { name: "grade", kind: "stand-in", calls: 2, states: ["Grade"] },
      ],
    });
    expect(stdout).toMatch(/^stood in +4 of 4 tasks .*: Label, glue:startJobRun, grade ×2$/m);
  },
);

test(
  "a MockConfigFile.json is read as it is: its case over the stand-ins, its throws through Retry",
  { timeout: LONG },
  () => {
    using place = workplace({ ...FILES, "MockConfigFile.json": MOCKS });
    const { code, stdout, stderr } = place.run("rehearse", "line", "--mocks", "MockConfigFile.json", "--case", "Busy");
    expect(code, stderr + stdout).toBe(0);
    const summary = summaryIn(place);
    expect(summary.output).toEqual({ grade: "B" });
    expect(summary.standIns.by.at(-1)).toEqual({ name: "Grade", kind: "mock", calls: 3, states: ["Grade"] });
    expect(summary.problems.map(({ message }) => message)).toEqual([
      "the stand-in grade met nothing: the run never came to its task",
      "the mock Grade[3] met nothing: the run never came to its task",
    ]);
  },
);

test("mocks as TestState takes them are held against the model, in the configuration too", { timeout: LONG }, () => {
  const config = {
    pipelines: { line: { definition: "line.asl.json", rehearsal: { mocks: "mocks.json" } } },
    rehearsal: FILES["alpha-engine.config.json"].rehearsal,
  };
  using place = workplace({
    ...FILES,
    "alpha-engine.config.json": config,
    "mocks.json": { Label: { result: JSON.stringify({ Labels: "none" }) } },
  });
  const { code, stderr } = place.run("rehearse", "line");
  expect([code, stderr]).toEqual([2, expect.stringMatching(/Labels/) as string]);
  place.write({ "mocks.json": { Label: { errorOutput: { error: "Rekognition.ThrottlingException" } } } });
  const failed = place.run("rehearse", "line");
  expect(failed.code).toBe(1);
  expect(summaryIn(place)).toMatchObject({ status: "FAILED", error: "Rekognition.ThrottlingException" });
});

test.each([
  [["--case", "Buys"], MOCKS, "no test case is called 'Buys' (did you mean Busy?)"],
  [[], MOCKS, "there is more than one test case"],
  [["--case", "other#Busy"], MOCKS, "there is a mock for 'Nobody', but no state has that name"],
  [["--case", "Busy"], { Grade: { return: 1 } }, "there is no test case 'Busy': these mocks have none"],
  [[], { Grdae: { return: 1 } }, "there is a mock for 'Grdae', but no state has that name (did you mean Grade?)"],
])("%j of mocks that match nothing are refused before anything starts", (words, mocks, message) => {
  using place = workplace({ ...FILES, "mocks.json": mocks });
  const { code, stderr } = place.run("rehearse", "line", "--mocks", "mocks.json", ...words);
  expect([code, stderr]).toEqual([2, expect.stringContaining(message) as string]);
});

test.each([
  [{ Lable: { answer: 1 } }, "standIns.Lable: no task asks for it (did you mean Label?)"],
  [{ "glue:startJob": { answer: 1 } }, "standIns.glue:startJob: no task asks for it (did you mean glue:startJobRun?)"],
  [{ Label: { module: "nobody.ts" } }, "standIns.Label.module: there is no file nobody.ts"],
  [{ Label: { command: ["no-such-program"] } }, "standIns.Label.command: there is no program no-such-program"],
  [{ Label: { answer: 1, command: "true" } }, "standIns.Label: expected one of"],
  [{ Label: { answer: 1, delay: "soon" } }, "standIns.Label.delay: expected seconds or a text"],
  [{ Label: { answers: [] } }, "standIns.Label.answers: expected at least one answer"],
])("the stand-ins %j are refused before anything starts", (standIns, message) => {
  const config = { pipelines: { line: { definition: "line.asl.json", rehearsal: { standIns } } } };
  using place = workplace({ ...FILES, "alpha-engine.config.json": config });
  const { code, stderr } = place.run("rehearse", "line");
  expect([code, stderr]).toEqual([2, expect.stringContaining(message) as string]);
});
