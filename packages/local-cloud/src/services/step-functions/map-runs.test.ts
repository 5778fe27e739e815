/** @module-tag slow */
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  StopExecutionCommand,
  UpdateMapRunCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, expect, test } from "vitest";

import { until } from "../../../testing/cloud.ts";
import { startStepFunctions, type StepFunctionsRig } from "../../../testing/step-functions.ts";

let rig: StepFunctionsRig;
beforeAll(async () => {
  rig = await startStepFunctions();
});
afterAll(() => rig[Symbol.asyncDispose]());

const INVOKE = { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", End: true };
const twice = { ...INVOKE, Parameters: { FunctionName: "twice", "Payload.$": "$" }, OutputPath: "$.Payload" };
const broken = { ...INVOKE, Parameters: { FunctionName: "broken" } };
const BROKEN_WHERE_ODD = {
  Odd: { Type: "Choice", Choices: [{ Variable: "$.n", NumericEquals: 1, Next: "Broken" }], Default: "Twice" },
  Broken: broken,
  Twice: twice,
};
const each = (states: object, more: object = {}, config: object = {}): object => ({
  Each: {
    Type: "Map",
    Label: "Numbers",
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD", ...config },
      StartAt: Object.keys(states)[0],
      States: states,
    },
    End: true,
    ...more,
  },
});
const numbers = (count: number): object => Array.from({ length: count }, (_, n) => ({ n }));
const runOf = async (executionArn: string): Promise<string> => {
  const { mapRuns = [] } = await rig.sfn.send(new ListMapRunsCommand({ executionArn }));
  return mapRuns[0]?.mapRunArn ?? "";
};
const describeRun = async (executionArn: string) =>
  await rig.sfn.send(new DescribeMapRunCommand({ mapRunArn: await runOf(executionArn) }));
const childrenOf = async (mapRunArn: string, statusFilter?: "SUCCEEDED" | "FAILED" | "ABORTED") =>
  (await rig.sfn.send(new ListExecutionsCommand({ mapRunArn, ...(statusFilter && { statusFilter }) }))).executions ??
  [];

test("a Map Run is listed and described, and its children are executions with a history", async () => {
  const good = await rig.start(
    each({ Twice: twice }, { MaxConcurrency: 1, ToleratedFailurePercentage: 5 }),
    numbers(3),
  );
  expect(await rig.end(good)).toMatchObject({ status: "SUCCEEDED", output: '[{"twice":0},{"twice":2},{"twice":4}]' });
  const { mapRuns: [run] = [] } = await rig.sfn.send(new ListMapRunsCommand({ executionArn: good }));
  const machine = good.replace(":execution:", ":stateMachine:").replace(/:[^:]*$/, "");
  expect(run).toMatchObject({ executionArn: good, stateMachineArn: `${machine}/Numbers` });
  expect(run?.mapRunArn).toMatch(/:mapRun:machine-\d+\/Numbers:[\da-f-]{36}$/);
  const none = { pending: 0, running: 0, failed: 0, timedOut: 0, aborted: 0 };
  expect(await describeRun(good)).toMatchObject({
    status: "SUCCEEDED",
    executionArn: good,
    maxConcurrency: 1,
    toleratedFailureCount: 0,
    toleratedFailurePercentage: 5,
    itemCounts: { ...none, succeeded: 3, total: 3, resultsWritten: 3 },
    executionCounts: { ...none, succeeded: 3, total: 3, resultsWritten: 3 },
  });
  const children = await childrenOf(run?.mapRunArn ?? "");
  expect(children).toHaveLength(3);
  const [child] = children;
  expect(child).toMatchObject({ mapRunArn: run?.mapRunArn, itemCount: 1, stateMachineArn: `${machine}/Numbers` });
  expect(await rig.sfn.send(new DescribeExecutionCommand({ executionArn: child?.executionArn }))).toMatchObject({
    status: "SUCCEEDED",
    mapRunArn: run?.mapRunArn,
    input: '{"n":2}',
    output: '{"twice":4}',
    redriveStatus: "NOT_REDRIVABLE",
  });
  const { events = [] } = await rig.sfn.send(new GetExecutionHistoryCommand({ executionArn: child?.executionArn }));
  expect(events.map(({ type }) => type)).toEqual([
    "ExecutionStarted",
    "TaskStateEntered",
    "TaskScheduled",
    "TaskStarted",
    "TaskSucceeded",
    "TaskStateExited",
    "ExecutionSucceeded",
  ]);
});

test("the children of a batch count their items, and those of EXPRESS are counted alone", async () => {
  const batches = { ItemBatcher: { MaxItemsPerBatch: 2 } };
  const Same = { Type: "Pass", End: true };
  const executionArn = await rig.start(each({ Same }, batches, { ExecutionType: "EXPRESS" }), numbers(3));
  await rig.end(executionArn);
  expect(await describeRun(executionArn)).toMatchObject({
    itemCounts: { succeeded: 3, total: 3 },
    executionCounts: { succeeded: 2, total: 2 },
  });
  await expect(childrenOf(await runOf(executionArn))).rejects.toMatchObject({ name: "StateMachineTypeNotSupported" });
});

test("a failed child is told, is redriven with its Map Run, and not alone", async () => {
  const executionArn = await rig.start(each(BROKEN_WHERE_ODD), numbers(2));
  expect(await rig.end(executionArn)).toMatchObject({ error: "States.ExceedToleratedFailureThreshold" });
  expect(await describeRun(executionArn)).toMatchObject({ status: "FAILED", executionCounts: { failed: 1, total: 2 } });
  const mapRunArn = await runOf(executionArn);
  const [failed] = await childrenOf(mapRunArn, "FAILED");
  expect(await rig.sfn.send(new DescribeExecutionCommand({ executionArn: failed?.executionArn }))).toMatchObject({
    error: "RangeError",
    redriveStatus: "REDRIVABLE_BY_MAP_RUN",
  });
  const alone = new RedriveExecutionCommand({ executionArn: failed?.executionArn });
  await expect(rig.sfn.send(alone)).rejects.toMatchObject({ name: "ExecutionNotRedrivable" });
  await rig.sfn.send(new RedriveExecutionCommand({ executionArn }));
  await rig.end(executionArn);
  expect(await describeRun(executionArn)).toMatchObject({ status: "FAILED", redriveCount: 1 });
  const { events = [] } = await rig.sfn.send(new GetExecutionHistoryCommand({ executionArn: failed?.executionArn }));
  expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(["ExecutionRedriven"]));
  expect(events.map(({ id }) => id)).toEqual(events.map((_, at) => at + 1));
});

test("a Map Run that runs takes other limits, and is aborted with its execution", async () => {
  const hold = rig.cloud.cloud.clock.hold();
  const Wait = { Type: "Wait", Seconds: 3600, End: true };
  const executionArn = await rig.start(each({ Wait }, { MaxConcurrency: 1 }), numbers(4));
  await until(async () => (await runOf(executionArn)) !== "");
  const mapRunArn = await runOf(executionArn);
  expect(await describeRun(executionArn)).toMatchObject({ status: "RUNNING", itemCounts: { running: 1, pending: 3 } });
  await rig.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 3 }));
  expect(await describeRun(executionArn)).toMatchObject({ maxConcurrency: 3, itemCounts: { running: 3, pending: 1 } });
  await rig.sfn.send(new StopExecutionCommand({ executionArn }));
  hold();
  expect(await describeRun(executionArn)).toMatchObject({ status: "ABORTED", itemCounts: { aborted: 3 } });
  expect(await childrenOf(mapRunArn, "ABORTED")).toHaveLength(3);
  await expect(rig.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 1 }))).rejects.toMatchObject({
    name: "ValidationException",
  });
});

test("what is no Map Run is refused", async () => {
  const describe = (mapRunArn: string) => rig.sfn.send(new DescribeMapRunCommand({ mapRunArn }));
  await expect(describe("arn:aws:states:us-east-1:000000000000:mapRun:m/l:1")).rejects.toMatchObject({
    name: "ResourceNotFound",
  });
  await expect(describe("arn:aws:states:us-east-1:000000000000:execution:m:1")).rejects.toMatchObject({
    name: "InvalidArn",
  });
});
