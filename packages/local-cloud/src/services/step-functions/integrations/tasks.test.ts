/** @module-tag slow */
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  SendTaskSuccessCommand,
} from "@aws-sdk/client-sfn";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { afterAll, beforeAll, expect, test } from "vitest";

import { until } from "../../../../testing/cloud.ts";
import { startStepFunctions, type StepFunctionsRig } from "../../../../testing/step-functions.ts";

let rig: StepFunctionsRig;
beforeAll(async () => {
  rig = await startStepFunctions();
});
afterAll(() => rig[Symbol.asyncDispose]());

const task = (resource: string, parameters: object): object => ({
  Type: "Task",
  Resource: `arn:aws:states:::${resource}`,
  Parameters: parameters,
  End: true,
});
const outputOf = ({ output = "null" }: DescribeExecutionCommandOutput): unknown => JSON.parse(output);

test("a send / poll / status loop runs a real script on an instance and reads its exit code", async () => {
  const id = await rig.cloud.boot();
  const described = await rig.run(
    {
      Send: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand",
        Parameters: {
          DocumentName: "AWS-RunShellScript",
          "InstanceIds.$": "States.Array($.id)",
          Parameters: {
            "commands.$": "States.Array('echo begun', States.Format('exit {}', $.code))",
            executionTimeout: ["60"],
          },
        },
        ResultSelector: { "id.$": "$.Command.CommandId" },
        ResultPath: "$.command",
        Next: "Nap",
      },
      Nap: { Type: "Wait", Seconds: 30, Next: "Poll" },
      Poll: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:ssm:getCommandInvocation",
        Parameters: { "CommandId.$": "$.command.id", "InstanceId.$": "$.id" },
        ResultPath: "$.poll",
        Next: "Status",
      },
      Status: {
        Type: "Choice",
        Choices: [{ Variable: "$.poll.Status", StringEquals: "Failed", Next: "Tell" }],
        Default: "Nap",
      },
      Tell: {
        Type: "Pass",
        Parameters: { "code.$": "$.poll.ResponseCode", "text.$": "$.poll.StandardOutputContent" },
        End: true,
      },
    },
    { id, code: 3 },
  );
  expect(outputOf(described)).toEqual({ code: 3, text: "begun\n" });
});

test("failed calls are named as AWS names them, with the Java SDK's text as their cause", async () => {
  const unknown = await rig.run({
    Poll: task("aws-sdk:ssm:getCommandInvocation", {
      CommandId: "00000000-0000-0000-0000-000000000000",
      InstanceId: "i-00000000000000000",
    }),
  });
  expect(unknown.error).toBe("Ssm.InvocationDoesNotExistException");
  expect(unknown.cause).toMatch(
    /\(Service: Ssm, Status Code: 400, Request ID: [0-9a-f-]{36}\) \(SDK Attempt Count: 1\)$/,
  );
  const ec2 = await rig.run({ Stop: task("aws-sdk:ec2:stopInstances", { InstanceIds: ["i-00000000000000000"] }) });
  expect(ec2.error).toBe("Ec2.Ec2Exception");
  expect(ec2.cause).toMatch(/'?i-00000000000000000'? .*\(Service: Ec2, Status Code: 400, /);
  const none = await rig.run({ Odd: task("aws-sdk:ssm:listOpsMetadata", {}) });
  expect(none).toMatchObject({ status: "FAILED", error: "States.Runtime" });
});

test("lambda:invoke brings the payload parsed with the call's metadata, a function's own error comes bare", async () => {
  const good = await rig.run(
    { Call: task("lambda:invoke", { FunctionName: "twice", Payload: { "n.$": "$.n" } }) },
    { n: 21 },
  );
  expect(outputOf(good)).toMatchObject({
    ExecutedVersion: "$LATEST",
    Payload: { twice: 42 },
    StatusCode: 200,
    SdkHttpMetadata: { HttpStatusCode: 200 },
  });
  const bad = await rig.run({ Call: task("lambda:invoke", { FunctionName: "broken" }) });
  expect({ error: bad.error, cause: JSON.parse(bad.cause ?? "{}") as unknown }).toMatchObject({
    error: "RangeError",
    cause: { errorType: "RangeError", errorMessage: "too far" },
  });
  const none = await rig.run({ Call: task("lambda:invoke", { FunctionName: "nobody" }) });
  expect(none.error).toBe("Lambda.ResourceNotFoundException");
  expect(none.cause).toMatch(
    /\(Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: .+; Proxy: null\)$/,
  );
  const arn = await rig.run(
    { Call: { Type: "Task", Resource: "arn:aws:lambda:us-east-1:000000000000:function:twice", End: true } },
    { n: 2 },
  );
  expect(outputOf(arn)).toEqual({ twice: 4 });
});

test("a function whose ARN is the resource gets its input as JSON, a text too; the end of its log is the answer's", async () => {
  const same = { Type: "Task", Resource: "arn:aws:lambda:us-east-1:000000000000:function:same", End: true };
  const text = await rig.run({ Call: { ...same, InputPath: "$.text" } }, { text: "Hello" });
  expect(text).toMatchObject({ status: "SUCCEEDED", output: '"Hello"' });
  const { output = "" } = await rig.run({ Call: task("lambda:invoke", { FunctionName: "same", LogType: "Tail" }) });
  const { LogResult } = JSON.parse(output) as { readonly LogResult?: string };
  expect(Buffer.from(LogResult ?? "", "base64").toString()).toMatch(/^START RequestId: /);
});

test("sns:publish and the DynamoDB calls reach their services", async () => {
  const sns = new SNSClient(rig.clientConfig());
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "told" }));
  sns.destroy();
  const published = await rig.run({ Tell: task("sns:publish", { TopicArn, Subject: "s", Message: { a: 1 } }) });
  expect(outputOf(published)).toMatchObject({
    MessageId: expect.any(String) as string,
    SdkHttpMetadata: { HttpStatusCode: 200 },
  });

  const dynamodb = new DynamoDBClient(rig.clientConfig());
  await dynamodb.send(
    new CreateTableCommand({
      TableName: "locks",
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "k", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "k", AttributeType: "S" }],
    }),
  );
  dynamodb.destroy();
  const put = { TableName: "locks", Item: { k: { S: "x" } }, ConditionExpression: "attribute_not_exists(k)" };
  let tries = 0;
  await until(
    async () =>
      (await rig.run({ Put: task("aws-sdk:dynamodb:putItem", { ...put, Item: { k: { S: `try-${++tries}` } } }) }))
        .status === "SUCCEEDED",
  );
  expect((await rig.run({ Put: task("aws-sdk:dynamodb:putItem", put) })).output).toBe("{}");
  expect((await rig.run({ Put: task("aws-sdk:dynamodb:putItem", put) })).error).toBe(
    "DynamoDb.ConditionalCheckFailedException",
  );
  expect((await rig.run({ Put: task("dynamodb:putItem", put) })).error).toBe(
    "DynamoDB.ConditionalCheckFailedException",
  );
  expect(
    outputOf(await rig.run({ Get: task("dynamodb:getItem", { TableName: "locks", Key: { k: { S: "x" } } }) })),
  ).toMatchObject({ Item: { k: { S: "x" } } });
});

test("a task that waits for a callback goes on with what SendTaskSuccess brings", async () => {
  const executionArn = await rig.start({
    Ask: task("lambda:invoke.waitForTaskToken", {
      FunctionName: "twice",
      Payload: { n: 1, "token.$": "$$.Task.Token" },
    }),
  });
  let taskToken = "";
  await until(async () => {
    const { events: seen = [] } = await rig.sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    const scheduled = seen.find(({ type }) => type === "TaskScheduled")?.taskScheduledEventDetails?.parameters ?? "{}";
    taskToken = (JSON.parse(scheduled) as { Payload?: { token?: string } }).Payload?.token ?? "";
    return seen.some(({ type }) => type === "TaskSubmitted");
  });
  await rig.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"approved":true}' }));
  expect((await rig.end(executionArn)).output).toBe('{"approved":true}');
  await expect(rig.sfn.send(new SendTaskSuccessCommand({ taskToken, output: "{}" }))).rejects.toMatchObject({
    name: "TaskTimedOut",
    message: "Task Timed Out: 'Provided task does not exist anymore'",
  });
  await expect(rig.sfn.send(new SendTaskSuccessCommand({ taskToken: "nobody's", output: "{}" }))).rejects.toMatchObject(
    { name: "InvalidToken" },
  );
});
