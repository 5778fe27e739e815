/** @module-tag slow */
import { afterAll, beforeAll, expect, test } from "vitest";

import { startStepFunctions, type StepFunctionsRig } from "../../../testing/step-functions.ts";

let rig: StepFunctionsRig;
let ids: readonly string[];

beforeAll(async () => {
  rig = await startStepFunctions();
  ids = [await rig.cloud.boot()];
});
afterAll(async () => rig[Symbol.asyncDispose]());

/** Sends a command for each, and looks after it every so often so many times at most. */
const POLLED = {
  StartAt: "Send",
  States: {
    Send: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand",
      Parameters: {
        DocumentName: "AWS-RunShellScript",
        "InstanceIds.$": "$.ids",
        Parameters: {
          "commands.$": "States.Array($.work.script)",
          "executionTimeout.$": "States.Array(States.Format('{}', $.work.limit))",
        },
      },
      ResultPath: "$.sent",
      Next: "Wait",
    },
    Wait: { Type: "Wait", SecondsPath: "$.work.every", Next: "Look" },
    Look: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:ssm:getCommandInvocation",
      Parameters: { "CommandId.$": "$.sent.Command.CommandId", "InstanceId.$": "$.ids[0]" },
      ResultPath: "$.seen",
      Next: "Count",
    },
    Count: {
      Type: "Pass",
      Parameters: { "value.$": "States.MathAdd($.looked.value, 1)" },
      ResultPath: "$.looked",
      Next: "Over?",
    },
    "Over?": {
      Type: "Choice",
      Choices: [
        { Variable: "$.seen.Status", StringEquals: "Success", Next: "Done" },
        { Not: { Variable: "$.seen.Status", StringEquals: "InProgress" }, Next: "Failed" },
        { Variable: "$.looked.value", NumericGreaterThanEqualsPath: "$.work.times", Next: "GaveUp" },
      ],
      Default: "Wait",
    },
    Done: { Type: "Pass", OutputPath: "$.seen.Status", End: true },
    Failed: { Type: "Fail", ErrorPath: "$.seen.StatusDetails" },
    GaveUp: { Type: "Fail", Error: "GaveUp" },
  },
};

interface Work {
  readonly script: string;
  readonly limit: number;
  readonly every: number;
  readonly times: number;
}

const EACH = {
  Type: "Map",
  ItemsPath: "$.works",
  ItemSelector: { "ids.$": "$.ids", "work.$": "$$.Map.Item.Value", looked: { value: 0 } },
  ItemProcessor: POLLED,
  End: true,
};

async function outcome(works: readonly Work[]): Promise<unknown> {
  const sleeper = { StartAt: "Sleep", States: { Sleep: { Type: "Wait", Seconds: 3600, End: true } } };
  const all = { Type: "Parallel", Branches: [{ StartAt: "Each", States: { Each: EACH } }, sleeper], End: true };
  const { status, error } = await rig.run({ All: all }, { ids, works });
  return error === undefined ? status : `${status} ${error}`;
}

test("real work under limits that are longer than it succeeds, however the branches around it wait", async () => {
  // A minute of a limit is a second of a clock that runs 60 times the wall; the bound of a poll is even less there.
  const works = [
    { script: "sleep 1.6", limit: 60, every: 30, times: 3 },
    { script: "sleep 0.7", limit: 20, every: 5, times: 6 },
    { script: "sleep 0.2", limit: 10, every: 1, times: 20 },
  ];
  expect(await outcome(works)).toBe("SUCCEEDED");
});

test("work that hangs is ended by its limit", async () => {
  const began = rig.cloud.cloud.clock.now();
  const works = [{ script: "sleep 600", limit: 5, every: 60, times: 3 }];
  expect(await outcome(works)).toBe("FAILED ExecutionTimedOut");
  expect(rig.cloud.cloud.clock.now() - began).toBeGreaterThanOrEqual(60_000);
});

test("a task that waits for somebody's call back, and nobody works, takes no time", async () => {
  const ask = {
    Type: "Task",
    Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand.waitForTaskToken",
    Parameters: {
      DocumentName: "AWS-RunShellScript",
      "InstanceIds.$": "$.ids",
      Parameters: { commands: ["true"] },
      "Comment.$": "States.Format('{}', States.ArrayLength(States.Array($$.Task.Token)))",
    },
    TimeoutSeconds: 86_400,
    End: true,
  };
  expect(await rig.run({ Ask: ask }, { ids })).toMatchObject({ status: "FAILED", error: "States.Timeout" });
});
