/** @module-tag slow */
import { afterEach, beforeEach, expect, test } from "vitest";

import { ROLE, startTestCloud, type TestCloud } from "../../testing/cloud.ts";
import { DeployError } from "../errors.ts";
import { planRedrive, redrive } from "./redrive.ts";

let aws: TestCloud;
beforeEach(async () => {
  aws = await startTestCloud();
});
afterEach(() => aws[Symbol.asyncDispose]());

/** Fails until there is such a state machine. */
const look = (name: string, more: object = {}): object => ({
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:sfn:describeStateMachine",
  Parameters: { StateMachineArn: `arn:aws:states:us-east-1:000000000000:stateMachine:${name}` },
  ResultSelector: {},
  ...more,
});
const make = async (name: string, states: object): Promise<string> => {
  const definition = JSON.stringify({ StartAt: Object.keys(states)[0], States: states });
  return (await aws.sfn.createStateMachine({ name, definition, roleArn: ROLE })).stateMachineArn ?? "";
};
const ended = async (executionArn: string, status = /^(?!RUNNING)/): Promise<string> => {
  await expect.poll(async () => (await aws.sfn.describeExecution({ executionArn })).status).toMatch(status);
  return executionArn;
};
const run = async (states: object, name = "weekly"): Promise<string> => {
  const { executionArn = "" } = await aws.sfn.startExecution({ stateMachineArn: await make(name, states) });
  return await ended(executionArn);
};
const refusal = async (executionArn: string): Promise<DeployError> => {
  const error: unknown = await redrive(executionArn, {}, aws).catch((thrown: unknown) => thrown);
  if (error instanceof DeployError) return error;
  throw error as Error;
};

test("an execution goes on from the task that failed, and the report says which", async () => {
  const executionArn = await run({
    First: { Type: "Pass", Next: "Backtester" },
    Backtester: look("later", { End: true }),
  });
  expect(await planRedrive(executionArn, {}, aws)).toEqual({
    executionArn,
    status: "FAILED",
    from: [{ name: "Backtester", type: "Task", after: [] }],
  });
  await make("later", { A: { Type: "Succeed" } });
  const { from, redriveDate } = await redrive(executionArn, {}, aws);
  expect([from, redriveDate]).toEqual([[{ name: "Backtester", type: "Task", after: [] }], expect.any(Date)]);
  await ended(executionArn, /^SUCCEEDED$/);
  expect((await refusal(executionArn)).message).toContain("cannot help: it succeeded");
});

test("of a loop and a Parallel only what is under way is named, branch by branch", async () => {
  const branch = (name: string, state: object): object => ({ StartAt: name, States: { [name]: state } });
  const executionArn = await run({
    Count: { Type: "Pass", Result: 1, ResultPath: "$.n", Next: "Again" },
    Again: {
      Type: "Choice",
      Choices: [{ Variable: "$.twice", IsPresent: true, Next: "Both" }],
      Default: "Mark",
    },
    Mark: { Type: "Pass", Result: true, ResultPath: "$.twice", Next: "Count" },
    Both: {
      Type: "Parallel",
      Branches: [
        branch("Good", { Type: "Pass", End: true }),
        branch("Bad", look("never", { End: true })),
        branch("Slow", { Type: "Wait", Seconds: 3600, End: true }),
      ],
      End: true,
    },
  });
  const { from } = await planRedrive(executionArn, {}, aws);
  expect(from.map(({ name }) => name).sort()).toEqual(["Bad", "Slow"]);
});

test("one that ended in a Fail state is refused, with what had failed and what to do instead", async () => {
  const executionArn = await run({
    Backtester: look("never", { Catch: [{ ErrorEquals: ["States.ALL"], Next: "HandleFailure" }], End: true }),
    HandleFailure: { Type: "Pass", Next: "FailExecution" },
    FailExecution: { Type: "Fail", Error: "PipelineFailure" },
  });
  aws.calls.length = 0;
  const error = await refusal(executionArn);
  expect(error).toMatchObject({
    code: "NOT_REDRIVABLE",
    message: `a redrive of ${executionArn} cannot help: it ended in the Fail state FailExecution after Backtester failed; it would only fail there again`,
  });
  expect(error.hint).toContain("start a new execution");
  expect(aws.calls).not.toContain("states.RedriveExecution");
});

test("one that runs, one that is older than a fortnight and one that is not there are refused", async () => {
  const arn = await make("waits", { Nap: { Type: "Wait", Seconds: 3600, End: true } });
  const { executionArn = "" } = await aws.sfn.startExecution({ stateMachineArn: arn });
  expect(await refusal(executionArn)).toMatchObject({ hint: expect.stringContaining("wait for its end") as string });
  await aws.sfn.stopExecution({ executionArn });
  expect((await planRedrive(executionArn, {}, aws)).from).toEqual([{ name: "Nap", type: "Wait", after: [] }]);
  aws.days = 15;
  const error = await refusal(executionArn);
  expect(error.message).toMatch(/Execution redrivable period exceeded \(it ended \d{4}-/);
  expect(error.hint).toContain("start a new execution");
  expect(await refusal(`${executionArn}-not`)).toMatchObject({ code: "NO_SUCH_EXECUTION" });
});

test("one whose definition has changed since is refused, unless the old one is wanted", async () => {
  const executionArn = await run({ A: look("later", { End: true }) });
  const { stateMachineArn } = await aws.sfn.describeExecution({ executionArn });
  await aws.sfn.updateStateMachine({
    stateMachineArn,
    definition: JSON.stringify({ StartAt: "B", States: { B: { Type: "Succeed" } } }),
  });
  const error = await refusal(executionArn);
  expect(error.message).toContain("another definition was deployed since");
  expect(error.hint).toContain("--old-definition");
  await make("later", { A: { Type: "Succeed" } });
  await redrive(executionArn, { allowOldDefinition: true }, aws);
  await ended(executionArn, /^SUCCEEDED$/);
});

test("an error of the API is not taken for a missing execution", async () => {
  aws.faults = {
    request: ({ operation }) =>
      operation === "DescribeExecution" ? { kind: "error", code: "AccessDeniedException", statusCode: 400 } : undefined,
  };
  expect(await refusal("arn:aws:states:us-east-1:000000000000:execution:weekly:a")).toMatchObject({
    code: "ACCESS_DENIED",
  });
});
