import type { TaskRequest } from "@alpha-engine/asl";
import { CreateActivityCommand } from "@aws-sdk/client-sfn";
import { expect, test } from "vitest";

import { startStepFunctions } from "../../../../testing/step-functions.ts";
import type { Invent, Unanswered } from "../../../index.ts";

const task = (resource: string, Parameters: object = {}) => ({ Type: "Task", Resource: resource, Parameters });
const service = (action: string): string => `arn:aws:states:::${action}`;

/** Runs one task where answers are invented; what was asked of whom. */
async function invented(state: object, invent: Invent["task"] = () => Promise.resolve({ made: "up" })) {
  const asked: (readonly [string, Unanswered])[] = [];
  await using rig = await startStepFunctions({
    invent: {
      task: async (request: TaskRequest, unanswered) => {
        asked.push([request.state, unanswered]);
        return await invent(request, unanswered);
      },
      object: () => Promise.resolve('[{"n":1}]'),
    },
  });
  await rig.sfn.send(new CreateActivityCommand({ name: "approve" }));
  const { status, output, error } = await rig.run({ Work: { ...state, End: true } });
  return { status, output: JSON.parse(output ?? "null") as unknown, error, asked };
}

test.each([
  [
    "a service that is not modelled",
    task(service("batch:submitJob.sync"), { JobName: "j", JobQueue: "q", JobDefinition: "d" }),
    "not-modelled",
  ],
  ["a function that is not there", task("arn:aws:lambda:us-east-1:000000000000:function:nobody"), "not-there"],
  [
    "a table that is not there",
    task(service("dynamodb:getItem"), { TableName: "none", Key: { id: { S: "1" } } }),
    "not-there",
  ],
  [
    "a queue that is not there",
    task(service("sqs:sendMessage"), {
      QueueUrl: "https://sqs.us-east-1.amazonaws.com/000000000000/none",
      MessageBody: "m",
    }),
    "not-there",
  ],
  [
    "a topic that is not there",
    task(service("sns:publish"), { TopicArn: "arn:aws:sns:us-east-1:000000000000:none", Message: "m" }),
    "not-there",
  ],
  ["a bucket that is not there", task(service("aws-sdk:s3:listObjectsV2"), { Bucket: "none" }), "not-there"],
  [
    "a state machine that is not there",
    task(service("states:startExecution.sync:2"), {
      StateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:none",
    }),
    "not-there",
  ],
  ["an activity without a worker", task("arn:aws:states:us-east-1:000000000000:activity:approve"), "nobody-comes"],
  [
    "a callback that nobody sends",
    task(service("lambda:invoke.waitForTaskToken"), { FunctionName: "same", Payload: { "token.$": "$$.Task.Token" } }),
    "nobody-comes",
  ],
])("%s is answered", async (_, state, kind) => {
  const { status, output, asked } = await invented(state);
  expect([status, output, asked.map(([name, { kind: told }]) => [name, told])]).toEqual([
    "SUCCEEDED",
    { made: "up" },
    [["Work", kind]],
  ]);
});

test("what is there is asked, and a failure of its own stays one", async () => {
  const good = await invented(task("arn:aws:lambda:us-east-1:000000000000:function:twice", { n: 2 }));
  const bad = await invented(task("arn:aws:lambda:us-east-1:000000000000:function:broken"));
  expect([good.output, good.asked]).toEqual([{ twice: 4 }, []]);
  expect([bad.status, bad.error, bad.asked]).toEqual(["FAILED", "RangeError", []]);
});

test("what is not invented is as it was", async () => {
  const { status, error } = await invented(
    task(service("batch:submitJob"), { JobName: "j", JobQueue: "q", JobDefinition: "d" }),
    () => Promise.resolve(undefined),
  );
  expect([status, error]).toEqual(["FAILED", "States.Runtime"]);
});

const overItems = (ItemReader: object) => ({
  Type: "Map",
  ItemReader,
  ItemProcessor: {
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
    StartAt: "One",
    States: { One: { Type: "Pass", End: true } },
  },
});

test("what a Map reads from S3 and is not there is put there, a listing too", async () => {
  const file = {
    Resource: service("s3:getObject"),
    ReaderConfig: { InputType: "JSON" },
    Parameters: { Bucket: "nowhere", Key: "items.json" },
  };
  const listing = { Resource: service("s3:listObjectsV2"), Parameters: { Bucket: "elsewhere", Prefix: "in/" } };
  const [read, listed] = [await invented(overItems(file)), await invented(overItems(listing))];
  expect([read.status, read.output]).toEqual(["SUCCEEDED", [{ n: 1 }]]);
  expect([listed.status, listed.output]).toEqual(["SUCCEEDED", [expect.objectContaining({ Key: "in/object-1" })]]);
});

test("what was read is completed only where that is asked for", async () => {
  const list = task(service("aws-sdk:sns:listTopics"));
  const whole = await invented(list, (_, { kind, answer }) =>
    Promise.resolve(kind === "nothing-found" ? { ...(answer as object), Topics: ["made up"] } : undefined),
  );
  const asIs = await invented(list, () => Promise.resolve(undefined));
  expect([whole.output, asIs.output]).toEqual([{ Topics: ["made up"] }, { Topics: [] }]);
});
