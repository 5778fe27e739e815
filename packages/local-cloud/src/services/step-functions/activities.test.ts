/** @module-tag slow */
import { setTimeout as sleep } from "node:timers/promises";

import { outsiders, wallClock } from "@alpha-engine/asl";
import {
  CreateActivityCommand,
  DeleteActivityCommand,
  GetActivityTaskCommand,
  GetExecutionHistoryCommand,
  ListActivitiesCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
} from "@aws-sdk/client-sfn";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startStepFunctions, type StepFunctionsRig } from "../../../testing/step-functions.ts";
import { waitingTasks } from "./waiting-tasks.ts";

let rig: StepFunctionsRig;
beforeAll(async () => {
  rig = await startStepFunctions();
});
afterAll(() => rig[Symbol.asyncDispose]());

const create = async (name: string): Promise<string> =>
  (await rig.sfn.send(new CreateActivityCommand({ name }))).activityArn ?? "";
const task = (Resource: string, more: object = {}): object => ({
  Work: { Type: "Task", Resource, End: true, ...more },
});
const take = (activityArn: string) => rig.sfn.send(new GetActivityTaskCommand({ activityArn, workerName: "worker-1" }));
const typesOf = async (executionArn: string): Promise<(string | undefined)[]> =>
  (await rig.sfn.send(new GetExecutionHistoryCommand({ executionArn }))).events?.map(({ type }) => type) ?? [];

test("a worker that waits is given the task as soon as there is one, and ends it", async () => {
  const arn = await create("measure");
  expect(await create("measure")).toBe(arn);
  const waiting = take(arn);
  const executionArn = await rig.start(task(arn), { size: 3 });
  const { taskToken, input } = await waiting;
  expect(input).toBe('{"size":3}');
  await rig.sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
  await rig.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"size":4}' }));
  expect(await rig.end(executionArn)).toMatchObject({ status: "SUCCEEDED", output: '{"size":4}' });
  expect(await typesOf(executionArn)).toEqual([
    "ExecutionStarted",
    "TaskStateEntered",
    "ActivityScheduled",
    "ActivityStarted",
    "ActivitySucceeded",
    "TaskStateExited",
    "ExecutionSucceeded",
  ]);
  const told = rig.events.flatMap((event) =>
    event.type === "task" && event.executionArn === executionArn ? [event.phase] : [],
  );
  expect(told).toEqual(["scheduled", "heartbeat", "succeeded"]);
});

test("what a worker fails is the execution's error, what it leaves for too long times out", async () => {
  const arn = await create("judge");
  const failing = await rig.start(task(arn));
  const { taskToken } = await take(arn);
  await rig.sfn.send(new SendTaskFailureCommand({ taskToken, error: "Unfit", cause: "too small" }));
  expect(await rig.end(failing)).toMatchObject({ status: "FAILED", error: "Unfit", cause: "too small" });

  const waiting = take(arn);
  const slow = await rig.start(task(arn, { TimeoutSeconds: 60, HeartbeatSeconds: 1 }));
  const late = await waiting;
  expect(await rig.end(slow)).toMatchObject({ status: "FAILED", error: "States.Timeout" });
  expect((await typesOf(slow)).slice(-2)).toEqual(["ActivityTimedOut", "ExecutionFailed"]);
  await expect(
    rig.sfn.send(new SendTaskSuccessCommand({ taskToken: late.taskToken, output: "{}" })),
  ).rejects.toMatchObject({ name: "TaskTimedOut" });
});

test("a worker that takes its time to begin, or between two tasks, loses none to the clock", async () => {
  const arn = await create("leisurely");
  const States = task(arn, { TimeoutSeconds: 20, HeartbeatSeconds: 10 });
  for (let round = 0; round < 2; round += 1) {
    const executionArn = await rig.start(States);
    await sleep(300);
    const { taskToken } = await take(arn);
    await rig.sfn.send(new SendTaskSuccessCommand({ taskToken, output: "{}" }));
    expect(await rig.end(executionArn)).toMatchObject({ status: "SUCCEEDED" });
  }
});

test("a consumer that finds a task's token in a queue has the time that the task gives it", async () => {
  const sqs = new SQSClient(rig.clientConfig());
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "asked" }));
  const ask = {
    Type: "Task",
    Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
    Parameters: { QueueUrl, "MessageBody.$": "$$.Task.Token" },
    TimeoutSeconds: 60,
    End: true,
  };
  const executionArn = await rig.start({ Ask: ask });
  await sleep(300);
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
  await sleep(300);
  await rig.sfn.send(new SendTaskSuccessCommand({ taskToken: Messages?.[0]?.Body, output: "1" }));
  expect(await rig.end(executionArn)).toMatchObject({ status: "SUCCEEDED", output: "1" });
  sqs.destroy();
});

test("a worker for whom nothing comes goes away empty, and is passed over", async () => {
  const tasks = waitingTasks(outsiders(wallClock()));
  const impatient = tasks.take("arn", "one", 5);
  const patient = tasks.take("arn", "two", 60_000);
  expect(await impatient).toBeUndefined();
  tasks.close();
  expect(await patient).toBeUndefined();
});

test("an activity that is gone is nobody's, and ends who wants it", async () => {
  const arn = await create("gone");
  const names = async () =>
    (await rig.sfn.send(new ListActivitiesCommand({}))).activities?.map(({ name }) => name) ?? [];
  expect(await names()).toContain("gone");
  await rig.sfn.send(new DeleteActivityCommand({ activityArn: arn }));
  expect(await names()).not.toContain("gone");
  await expect(take(arn)).rejects.toMatchObject({
    name: "ActivityDoesNotExist",
    message: `Activity Does Not Exist: '${arn}'`,
  });
  const caught = { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Work" }] };
  expect(await rig.run(task(arn, caught))).toMatchObject({
    status: "FAILED",
    error: "States.Runtime",
    cause: expect.stringContaining(`The activity ${arn} does not exist.`) as string,
  });
});
