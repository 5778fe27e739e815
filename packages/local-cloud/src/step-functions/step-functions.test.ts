import { rehearsalClock } from "@alpha-engine/asl";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from "@aws-sdk/client-sfn";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud, until } from "../../testing/cloud.ts";
import type { CloudEvent } from "../events.ts";
import type { Part } from "../part.ts";
import { type Router, startRouter } from "../wire/router.ts";
import { createStepFunctions } from "./step-functions.ts";

const ROLE = "arn:aws:iam::000000000000:role/made-up";
const FUNCTIONS = `
  export const twice = async ({ n }) => ({ twice: 2 * n });
  export const broken = async () => { throw new RangeError("too far"); };
`;
const module = `data:text/javascript,${encodeURIComponent(FUNCTIONS)}`;

let cloud: TestCloud;
let part: Part;
let router: Router;
let sfn: SFNClient;
const events: CloudEvent[] = [];
let count = 0;

beforeAll(async () => {
  const clock = rehearsalClock({ rate: 60 });
  cloud = await startTestCloud({
    clock,
    functions: { twice: { module, handler: "twice" }, broken: { module, handler: "broken" } },
  });
  const { environment, region } = cloud.cloud;
  part = createStepFunctions({
    clock,
    region,
    accountId: "000000000000",
    directory: cloud.directory,
    environment,
    emit: (event) => events.push(event),
  });
  router = await startRouter({ json: [part.service], query: [], rest: [], passOn: [] }, 0);
  sfn = new SFNClient({ ...clientConfig(), endpoint: router.endpoint });
});
afterAll(async () => {
  sfn.destroy();
  await router.close();
  await part.stop();
  await cloud[Symbol.asyncDispose]();
});

function clientConfig() {
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = cloud.cloud.environment;
  return {
    endpoint: cloud.cloud.endpoint,
    region: cloud.cloud.region,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  };
}

async function create(states: object, more: object = {}): Promise<string> {
  const definition = JSON.stringify({ StartAt: Object.keys(states)[0], States: states, ...more });
  const { stateMachineArn = "" } = await sfn.send(
    new CreateStateMachineCommand({ name: `machine-${++count}`, definition, roleArn: ROLE }),
  );
  return stateMachineArn;
}

async function start(states: object, input: object = {}, more: object = {}): Promise<string> {
  const stateMachineArn = await create(states, more);
  const { executionArn = "" } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  return executionArn;
}

async function end(executionArn: string): Promise<DescribeExecutionCommandOutput> {
  let described: DescribeExecutionCommandOutput | undefined;
  await until(async () => {
    described = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return described.status !== "RUNNING";
  });
  if (described === undefined) throw new Error("not described");
  return described;
}

const run = async (states: object, input: object = {}, more: object = {}): Promise<DescribeExecutionCommandOutput> =>
  await end(await start(states, input, more));
const task = (resource: string, parameters: object): object => ({
  Type: "Task",
  Resource: `arn:aws:states:::${resource}`,
  Parameters: parameters,
  End: true,
});
const outputOf = ({ output = "null" }: DescribeExecutionCommandOutput): unknown => JSON.parse(output);

test("a send / poll / status loop runs a real script on an instance and reads its exit code", async () => {
  const id = await cloud.boot();
  const described = await run(
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
  const unknown = await run({
    Poll: task("aws-sdk:ssm:getCommandInvocation", {
      CommandId: "00000000-0000-0000-0000-000000000000",
      InstanceId: "i-00000000000000000",
    }),
  });
  expect(unknown.error).toBe("Ssm.InvocationDoesNotExistException");
  expect(unknown.cause).toMatch(
    /\(Service: Ssm, Status Code: 400, Request ID: [0-9a-f-]{36}\) \(SDK Attempt Count: 1\)$/,
  );
  const ec2 = await run({ Stop: task("aws-sdk:ec2:stopInstances", { InstanceIds: ["i-00000000000000000"] }) });
  expect(ec2.error).toBe("Ec2.Ec2Exception");
  expect(ec2.cause).toMatch(/'?i-00000000000000000'? .*\(Service: Ec2, Status Code: 400, /);
  const none = await run({ Odd: task("aws-sdk:ssm:doMagic", {}) });
  expect(none).toMatchObject({ status: "FAILED", error: "States.Runtime" });
});

test("lambda:invoke brings the payload parsed with the call's metadata, a function's own error comes bare", async () => {
  const good = await run(
    { Call: task("lambda:invoke", { FunctionName: "twice", Payload: { "n.$": "$.n" } }) },
    { n: 21 },
  );
  expect(outputOf(good)).toMatchObject({
    ExecutedVersion: "$LATEST",
    Payload: { twice: 42 },
    StatusCode: 200,
    SdkHttpMetadata: { HttpStatusCode: 200 },
  });
  const bad = await run({ Call: task("lambda:invoke", { FunctionName: "broken" }) });
  expect({ error: bad.error, cause: JSON.parse(bad.cause ?? "{}") as unknown }).toMatchObject({
    error: "RangeError",
    cause: { errorType: "RangeError", errorMessage: "too far" },
  });
  const none = await run({ Call: task("lambda:invoke", { FunctionName: "nobody" }) });
  expect(none.error).toBe("Lambda.ResourceNotFoundException");
  expect(none.cause).toMatch(
    /\(Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: .+; Proxy: null\)$/,
  );
  const arn = await run(
    { Call: { Type: "Task", Resource: "arn:aws:lambda:us-east-1:000000000000:function:twice", End: true } },
    { n: 2 },
  );
  expect(outputOf(arn)).toEqual({ twice: 4 });
});

test("sns:publish and the DynamoDB calls reach their services", async () => {
  const sns = new SNSClient(clientConfig());
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "told" }));
  sns.destroy();
  const published = await run({ Tell: task("sns:publish", { TopicArn, Subject: "s", Message: { a: 1 } }) });
  expect(outputOf(published)).toMatchObject({
    MessageId: expect.any(String) as string,
    SdkHttpMetadata: { HttpStatusCode: 200 },
  });

  const dynamodb = new DynamoDBClient(clientConfig());
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
  await until(
    async () =>
      (await run({ Put: task("aws-sdk:dynamodb:putItem", { ...put, Item: { k: { S: `try-${count}` } } }) })).status ===
      "SUCCEEDED",
  );
  expect((await run({ Put: task("aws-sdk:dynamodb:putItem", put) })).output).toBe("{}");
  expect((await run({ Put: task("aws-sdk:dynamodb:putItem", put) })).error).toBe(
    "DynamoDb.ConditionalCheckFailedException",
  );
  expect((await run({ Put: task("dynamodb:putItem", put) })).error).toBe("DynamoDB.ConditionalCheckFailedException");
  expect(
    outputOf(await run({ Get: task("dynamodb:getItem", { TableName: "locks", Key: { k: { S: "x" } } }) })),
  ).toMatchObject({ Item: { k: { S: "x" } } });
});

test("a task that waits for a callback goes on with what SendTaskSuccess brings", async () => {
  const executionArn = await start({
    Ask: task("lambda:invoke.waitForTaskToken", {
      FunctionName: "twice",
      Payload: { n: 1, "token.$": "$$.Task.Token" },
    }),
  });
  let taskToken = "";
  await until(async () => {
    const { events: seen = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    const scheduled = seen.find(({ type }) => type === "TaskScheduled")?.taskScheduledEventDetails?.parameters ?? "{}";
    taskToken = (JSON.parse(scheduled) as { Payload?: { token?: string } }).Payload?.token ?? "";
    return seen.some(({ type }) => type === "TaskSubmitted");
  });
  await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"approved":true}' }));
  expect((await end(executionArn)).output).toBe('{"approved":true}');
  await expect(sfn.send(new SendTaskSuccessCommand({ taskToken, output: "{}" }))).rejects.toMatchObject({
    name: "InvalidToken",
  });
});

test("an execution's name is taken once, and what cannot be started is refused", async () => {
  const stateMachineArn = await create(
    { Nap: { Type: "Wait", Seconds: 31_000_000, End: true } },
    { TimeoutSeconds: 60_000_000 },
  );
  const hold = cloud.cloud.clock.hold();
  const name = "2026-01-31";
  const first = await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: "{}" }));
  const same = await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: "{}" }));
  expect(same.executionArn).toBe(first.executionArn);
  const refused = async (input: object): Promise<string> =>
    await sfn.send(new StartExecutionCommand({ stateMachineArn, ...input })).then(
      () => "started",
      (error: Error) => error.name,
    );
  expect(await refused({ name, input: '{"other":1}' })).toBe("ExecutionAlreadyExists");
  expect(await refused({ name: "no spaces", input: "{}" })).toBe("InvalidName");
  expect(await refused({ input: "{a" })).toBe("InvalidExecutionInput");
  expect(await refused({ stateMachineArn: `${stateMachineArn}-not` })).toBe("StateMachineDoesNotExist");

  await sfn.send(new StopExecutionCommand({ executionArn: first.executionArn, error: "Stopped", cause: "by hand" }));
  expect(await sfn.send(new DescribeExecutionCommand({ executionArn: first.executionArn }))).toMatchObject({
    status: "ABORTED",
    error: "Stopped",
    cause: "by hand",
    stopDate: expect.any(Date) as Date,
  });
  hold();
  const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: "ABORTED" }));
  expect(executions.map((each) => each.name)).toEqual([name]);
});

test("the machine's TimeoutSeconds ends an execution as TIMED_OUT", async () => {
  expect(await run({ Nap: { Type: "Wait", Seconds: 100, End: true } }, {}, { TimeoutSeconds: 5 })).toMatchObject({
    status: "TIMED_OUT",
  });
});

test("the history comes in pages, from either end, with or without its data, and as it happens", async () => {
  const executionArn = await start({ A: { Type: "Pass", Result: { secret: 1 }, Next: "B" }, B: { Type: "Succeed" } });
  await end(executionArn);
  const types: (string | undefined)[] = [];
  let nextToken: string | undefined;
  do {
    const answer = await sfn.send(
      new GetExecutionHistoryCommand({
        executionArn,
        maxResults: 2,
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
    );
    types.push(...(answer.events ?? []).map(({ type }) => type));
    nextToken = answer.nextToken;
  } while (nextToken !== undefined);
  expect(types).toEqual([
    "ExecutionStarted",
    "PassStateEntered",
    "PassStateExited",
    "SucceedStateEntered",
    "SucceedStateExited",
    "ExecutionSucceeded",
  ]);
  const { events: last = [] } = await sfn.send(
    new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1, includeExecutionData: false }),
  );
  expect(last[0]).toMatchObject({
    id: 6,
    type: "ExecutionSucceeded",
    timestamp: expect.any(Date) as Date,
    executionSucceededEventDetails: {},
  });
  expect(last[0]?.executionSucceededEventDetails?.output).toBeUndefined();
  expect(
    events.flatMap((event) =>
      event.type === "history" && event.executionArn === executionArn ? [event.event["type"]] : [],
    ),
  ).toEqual(types);
});

test("a bad definition is refused with its place, a good one can be changed while executions keep theirs", async () => {
  const bad = JSON.stringify({ StartAt: "A", States: { A: { Type: "Pass", Next: "B" } } });
  await expect(
    sfn.send(new CreateStateMachineCommand({ name: "bad", definition: bad, roleArn: ROLE })),
  ).rejects.toMatchObject({
    name: "InvalidDefinition",
    message: expect.stringContaining("at /States/A/Next") as string,
  });
  expect(await sfn.send(new ValidateStateMachineDefinitionCommand({ definition: bad }))).toMatchObject({
    result: "FAIL",
    diagnostics: [{ code: "MISSING_TRANSITION_TARGET", location: "/States/A/Next" }],
  });

  const executionArn = await start({ Old: { Type: "Succeed" } });
  await end(executionArn);
  const stateMachineArn = executionArn.replace(":execution:", ":stateMachine:").replace(/:[^:]+$/, "");
  await sfn.send(
    new UpdateStateMachineCommand({
      stateMachineArn,
      definition: JSON.stringify({ StartAt: "New", States: { New: { Type: "Succeed" } } }),
    }),
  );
  const { definition = "" } = await sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
  expect(definition).toContain("Old");
  const { stateMachines = [] } = await sfn.send(new ListStateMachinesCommand({}));
  expect(stateMachines.map((each) => each.stateMachineArn)).toContain(stateMachineArn);
  expect((await sfn.send(new ListTagsForResourceCommand({ resourceArn: stateMachineArn }))).tags).toEqual([]);
});
