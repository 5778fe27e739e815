/** @module-tag slow */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { workplace } from "../../testing/workplace.ts";

const SEND = "arn:aws:states:::aws-sdk:ssm:sendCommand";
const NIGHTLY = {
  StartAt: "Grade",
  States: {
    Grade: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Parameters: { FunctionName: "grade", "Payload.$": "$.run_date" },
      ResultPath: "$.grade",
      Next: "Is it good",
    },
    "Is it good": {
      Type: "Choice",
      Choices: [{ Variable: "$.grade.Payload.status", StringEquals: "ok", Next: "Report" }],
      Default: "Bad",
    },
    Report: {
      Type: "Task",
      Resource: SEND,
      Parameters: {
        DocumentName: "AWS-RunShellScript",
        "InstanceIds.$": "$.report_instance_id",
        Parameters: { commands: ["set -eo pipefail", "cd /home/ec2-user/app", "./report.sh | tee /tmp/report.log"] },
      },
      ResultPath: "$.sent",
      Next: "Rest",
    },
    Rest: { Type: "Wait", Seconds: 30, Next: "Poll" },
    Poll: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:ssm:getCommandInvocation",
      Parameters: { "CommandId.$": "$.sent.Command.CommandId", "InstanceId.$": "$.report_instance_id[0]" },
      ResultPath: "$.poll",
      Next: "Is it done",
    },
    "Is it done": {
      Type: "Choice",
      Choices: [
        { Variable: "$.poll.Status", StringEquals: "Success", Next: "Count" },
        { Variable: "$.poll.Status", StringEquals: "InProgress", Next: "Rest" },
      ],
      Default: "Bad",
    },
    Count: {
      Type: "Task",
      Resource: "arn:aws:states:::glue:startJobRun.sync",
      Parameters: { JobName: "count" },
      End: true,
    },
    Bad: { Type: "Fail" },
  },
};

test("a definition that nobody described is rehearsed by two commands", { timeout: 120_000 }, () => {
  using place = workplace({ "nightly.asl.json": NIGHTLY });
  const made = place.run("init", "nightly.asl.json");
  expect(made.code, made.stderr).toBe(0);
  expect(made.stdout.trimEnd().split("\n").at(-1)).toBe("next: alpha-engine rehearse nightly");
  const text = readFileSync(join(place.folder, "alpha-engine.config.ts"), "utf8");
  expect(text).toContain('report_instance_id: ["${boxes.report}"]');
  expect(text).toContain('"/home/ec2-user/app/report.sh"');
  expect(text).toContain('grade: { answer: { status: "ok" } }');
  const run = place.run("rehearse", "nightly", "--json");
  expect(run.code, run.stderr).toBe(0);
  expect(JSON.parse(run.stdout)).toMatchObject({ status: "SUCCEEDED" });

  const again = place.run("init", "nightly.asl.json");
  expect(again.code).toBe(2);
  expect(again.stderr).toContain("alpha-engine.config.ts is there already, and is not overwritten");
});

test("what a real execution was started with and answered goes in, without what looks like a secret", () => {
  const entered = (id: number, name: string) => ({
    id,
    previousEventId: id - 1,
    timestamp: "2025-05-22T09:00:00Z",
    type: "TaskStateEntered",
    stateEnteredEventDetails: { name },
  });
  const history = {
    events: [
      {
        id: 1,
        previousEventId: 0,
        timestamp: "2025-05-22T09:00:00Z",
        type: "ExecutionStarted",
        executionStartedEventDetails: {
          input: '{"run_date":"2025-05-22","report_instance_id":["i-0aaaaaaaaaaaaaaaa"],"api_key":"abc"}',
        },
      },
      entered(2, "Grade"),
      {
        id: 3,
        previousEventId: 2,
        timestamp: "2025-05-22T09:00:00Z",
        type: "TaskScheduled",
        taskScheduledEventDetails: { resourceType: "lambda", resource: "invoke", parameters: "{}" },
      },
      {
        id: 4,
        previousEventId: 3,
        timestamp: "2025-05-22T09:00:01Z",
        type: "TaskSucceeded",
        taskSucceededEventDetails: { output: '{"Payload":{"status":"ok","points":7}}' },
      },
    ],
  };
  using place = workplace({ "nightly.asl.json": NIGHTLY, "history.json": history });
  const { code, stdout, stderr } = place.run("init", "nightly.asl.json", "--from", "history.json", "--json", "--print");
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    config: {
      pipelines: {
        nightly: { input: { run_date: "2025-05-22", report_instance_id: ["${boxes.report}"], api_key: "masked" } },
      },
      rehearsal: { standIns: { grade: { answer: { status: "ok", points: 7 } } } },
    },
    masked: ["input.api_key"],
  });
});

test("a definition that another one starts is run, under the name by which it is started", { timeout: 120_000 }, () => {
  const machine = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
  const starts = (name: string, more: object) => ({
    Type: "Task",
    Resource: "arn:aws:states:::states:startExecution.sync:2",
    Parameters: { StateMachineArn: machine(name), Input: {} },
    ...more,
  });
  using place = workplace({
    "parent.asl.json": {
      StartAt: "Order",
      States: {
        Order: starts("OrderStateMachine", { ResultPath: "$.order", Next: "Is it good" }),
        "Is it good": {
          Type: "Choice",
          Choices: [{ Variable: "$.order.Output.said", StringEquals: "by order", Next: "Other" }],
          Default: "Bad",
        },
        Other: starts("elsewhere", { End: true }),
        Bad: { Type: "Fail" },
      },
    },
    "order.asl.json": { StartAt: "Say", States: { Say: { Type: "Pass", Result: { said: "by order" }, End: true } } },
  });
  const made = place.run("init", "parent.asl.json", "order.asl.json", "--json");
  expect(made.code, made.stderr).toBe(0);
  expect(JSON.parse(made.stdout)).toMatchObject({
    config: { pipelines: { order: { stateMachineName: "OrderStateMachine" } } },
    toDo: ["standIns.Other"],
  });
  const run = place.run("rehearse", "parent", "--json");
  expect(run.code, run.stderr).toBe(0);
  expect(JSON.parse(run.stdout)).toMatchObject({ status: "SUCCEEDED" });
});
