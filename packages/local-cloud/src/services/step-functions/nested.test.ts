/** @module-tag slow */
import {
  CreateStateMachineCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
  TestStateCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, expect, test } from "vitest";

import { until } from "../../../testing/cloud.ts";
import { ROLE, startStepFunctions, type StepFunctionsRig } from "../../../testing/step-functions.ts";

let rig: StepFunctionsRig;
beforeAll(async () => {
  rig = await startStepFunctions();
});
afterAll(() => rig[Symbol.asyncDispose]());

const start = (pattern: string, parameters: object): object => ({
  Start: {
    Type: "Task",
    Resource: `arn:aws:states:::states:startExecution${pattern}`,
    Parameters: parameters,
    End: true,
  },
});
const outputOf = ({ output = "null" }: { readonly output?: string | undefined }): Record<string, unknown> =>
  JSON.parse(output) as Record<string, unknown>;
const statuses = async (stateMachineArn: string) =>
  (await rig.sfn.send(new ListExecutionsCommand({ stateMachineArn }))).executions?.map(({ status }) => status);

test("an execution of another state machine is started, or waited for with its output as text or as JSON", async () => {
  const child = await rig.create({
    Nap: { Type: "Wait", Seconds: 86_400, Next: "Answer" },
    Answer: { Type: "Pass", Parameters: { "twice.$": "States.MathAdd($.n, $.n)" }, End: true },
  });
  const parameters = { StateMachineArn: child, Input: { n: 2 } };
  const begun = await rig.run(start("", { ...parameters, Name: "begun" }));
  expect(outputOf(begun)).toMatchObject({
    ExecutionArn: expect.stringMatching(/:begun$/) as string,
    StartDate: expect.any(Number) as number,
    SdkHttpMetadata: { HttpStatusCode: 200 },
  });
  const described = { Name: "text", StateMachineArn: child, Status: "SUCCEEDED", InputDetails: { Included: true } };
  const text = await rig.run(start(".sync", { ...parameters, Name: "text" }));
  expect(outputOf(text)).toMatchObject({ ...described, Input: '{"n":2}', Output: '{"twice":4}' });
  const json = await rig.run(start(".sync:2", { ...parameters, Name: "json" }));
  expect(outputOf(json)).toMatchObject({ ...described, Name: "json", Input: { n: 2 }, Output: { twice: 4 } });
});

test("who has the token of a task that waits for the other one may end it first, and null is no input", async () => {
  const child = await rig.create({
    Answer: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:sfn:sendTaskSuccess",
      Parameters: { "TaskToken.$": "$.token", Output: '"by token"' },
      Next: "Nap",
    },
    Nap: { Type: "Wait", Seconds: 30_000_000, End: true },
  });
  const answered = await rig.run(start(".sync", { StateMachineArn: child, Input: { "token.$": "$$.Task.Token" } }));
  expect(answered).toMatchObject({ status: "SUCCEEDED", output: '"by token"' });
  const quick = await rig.create({ Done: { Type: "Pass", End: true } });
  const none = await rig.run(start(".sync:2", { StateMachineArn: quick, Input: null }));
  expect(outputOf(none)).toMatchObject({ Input: {}, Output: {} });
});

test("the failure of the other one is a States.TaskFailed that describes it, and what is not there is named", async () => {
  const child = await rig.create({ No: { Type: "Fail", Error: "Unfit", Cause: "too small" } });
  const failed = await rig.run(start(".sync:2", { StateMachineArn: child }));
  expect(failed).toMatchObject({ status: "FAILED", error: "States.TaskFailed" });
  expect(JSON.parse(failed.cause ?? "{}")).toMatchObject({ Error: "Unfit", Cause: "too small", Status: "FAILED" });
  const none = await rig.run(start("", { StateMachineArn: `${child}-not` }));
  expect(none.error).toBe("StepFunctions.StateMachineDoesNotExistException");
  expect(none.cause).toMatch(
    /^State Machine Does Not Exist: '.+-not' \(Service: AWSStepFunctions; Status Code: 400; Error Code: StateMachineDoesNotExist; Request ID: .+; Proxy: null\)$/,
  );
});

test("who is stopped stops the executions that it waits for", async () => {
  const child = await rig.create({ Nap: { Type: "Wait", Seconds: 30_000_000, End: true } });
  const hold = rig.cloud.cloud.clock.hold();
  const executionArn = await rig.start(start(".sync", { StateMachineArn: child }));
  await until(async () => (await statuses(child))?.[0] === "RUNNING");
  await rig.sfn.send(new StopExecutionCommand({ executionArn }));
  await until(async () => (await statuses(child))?.[0] !== "RUNNING");
  expect(await statuses(child)).toEqual(["ABORTED"]);
  hold();
});

test("an express state machine answers with its end, and nothing of it can be asked for afterwards", async () => {
  const definition = JSON.stringify({
    StartAt: "A",
    States: { A: { Type: "Wait", Seconds: 3, Next: "B" }, B: { Type: "Pass", Result: { done: true }, End: true } },
  });
  const { stateMachineArn = "" } = await rig.sfn.send(
    new CreateStateMachineCommand({ name: "express", definition, roleArn: ROLE, type: "EXPRESS" }),
  );
  const sync = await rig.sfn.send(new StartSyncExecutionCommand({ stateMachineArn, name: "one" }));
  expect(sync).toMatchObject({ status: "SUCCEEDED", output: '{"done":true}', name: "one" });
  expect(sync.executionArn).toMatch(/:express:express:one:[0-9a-f-]{36}$/);
  const { billedDurationInMilliseconds: billed = 0, billedMemoryUsedInMB } = sync.billingDetails ?? {};
  expect([billed >= 3000, billed % 100, billedMemoryUsedInMB]).toEqual([true, 0, 64]);
  const again = () => rig.sfn.send(new StartExecutionCommand({ stateMachineArn, name: "one" }));
  expect((await again()).executionArn).not.toBe((await again()).executionArn);
  await expect(statuses(stateMachineArn)).rejects.toMatchObject({ name: "StateMachineTypeNotSupported" });
  const asked = await rig.create(
    { A: { Type: "Pass", Parameters: { "e.$": "$$.Execution" }, End: true } },
    {},
    "EXPRESS",
  );
  const { output = "" } = await rig.sfn.send(new StartSyncExecutionCommand({ stateMachineArn: asked }));
  expect(Object.keys((JSON.parse(output) as { e: object }).e)).not.toContain("RedriveCount");
  const standard = await rig.create({ A: { Type: "Succeed" } });
  await expect(rig.sfn.send(new StartSyncExecutionCommand({ stateMachineArn: standard }))).rejects.toMatchObject({
    name: "StateMachineTypeNotSupported",
  });
});

test("a state alone is tested, its task really called or mocked", async () => {
  const state = {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Parameters: { FunctionName: "twice", "Payload.$": "$" },
    OutputPath: "$.Payload",
    Next: "Later",
  };
  const ask = { definition: JSON.stringify(state), roleArn: ROLE };
  expect(
    await rig.sfn.send(new TestStateCommand({ ...ask, input: '{"n":4}', inspectionLevel: "DEBUG" })),
  ).toMatchObject({
    status: "SUCCEEDED",
    output: '{"twice":8}',
    nextState: "Later",
    inspectionData: { afterParameters: '{"FunctionName":"twice","Payload":{"n":4}}' },
  });
  expect(
    await rig.sfn.send(new TestStateCommand({ ...ask, mock: { errorOutput: { error: "Busy", cause: "later" } } })),
  ).toMatchObject({ status: "FAILED", error: "Busy", cause: "later" });
  await expect(rig.sfn.send(new TestStateCommand({ ...ask, mock: { result: "{" } }))).rejects.toMatchObject({
    name: "ValidationException",
    message: "Mocked result must be valid JSON",
  });
  await expect(rig.sfn.send(new TestStateCommand({ definition: ask.definition }))).rejects.toMatchObject({
    name: "ValidationException",
    message: "RoleArn must be specified when testing a Task state",
  });
});
