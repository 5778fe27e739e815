import { readdirSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { answerShape, inputShape, interpret, type JsonValue, parse, type Resource, type Shape } from "../index.ts";
import { readModel } from "../model-files.ts";
import { SERVICE_NAMES } from "./service-names.ts";
import { service } from "./service.ts";

function problemsOf(Resource: string, parameters: JsonValue = {}, language: "JSONPath" | "JSONata" = "JSONPath") {
  const [name, end] = language === "JSONata" ? ["Arguments", {}] : ["Parameters", {}];
  const state = { Type: "Task", Resource, [name]: parameters, ...end, End: true };
  const parsed = parse({ QueryLanguage: language, StartAt: "A", States: { A: state } });
  return parsed.ok ? [] : parsed.problems.map(({ message }) => message);
}
function resourceOf(name: string): Resource {
  const words = name.startsWith("aws-sdk:") ? 2 : 1;
  const parts = name.split(":");
  const resource = parts.slice(words).join(":");
  const pattern = resource.includes(".sync") ? "sync" : "request-response";
  return {
    arn: `arn:aws:states:::${name}`,
    kind: "service",
    resourceType: parts.slice(0, words).join(":"),
    resource,
    pattern,
  };
}
function at(shape: Shape | undefined, ...path: readonly string[]): Shape | undefined {
  let found = shape;
  for (const step of path) {
    if (found?.type === "list") found = found.item;
    if (found?.type === "map") found = found.value;
    else found = found?.type === "object" ? found.fields.get(step)?.shape : undefined;
  }
  return found;
}
const isRecognised = (Resource: string): boolean =>
  !problemsOf(Resource).some((message) => message.includes("is not recognized"));

describe("which integrations there are", () => {
  test.each([
    ["sqs:sendMessage", ["", ".waitForTaskToken"]],
    ["lambda:invoke", ["", ".waitForTaskToken"]],
    ["states:startExecution", ["", ".sync", ".sync:2", ".waitForTaskToken"]],
    ["ecs:runTask", ["", ".sync", ".waitForTaskToken"]],
    ["glue:startJobRun", ["", ".sync"]],
    ["athena:getQueryResults", [""]],
    ["dynamodb:putItem", [""]],
    ["http:invoke", [""]],
    ["aws-sdk:ssm:sendCommand", ["", ".waitForTaskToken"]],
  ])("%s is offered with %j and nothing else", (name, patterns) => {
    const all = ["", ".sync", ".sync:2", ".sync:3", ".waitForTaskToken", ".waitForCallback"];
    expect(all.filter((pattern) => isRecognised(`arn:aws:states:::${name}${pattern}`))).toEqual(patterns);
  });

  test.each([
    "dynamodb:query",
    "sns:sendMessage",
    "mystery:go",
    "aws-sdk:ec2:DescribeInstances",
    "aws-sdk:s3:getObjekt",
    "aws-sdk:S3:getObject",
    "aws-sdk:stepfunctions:startExecution",
    "aws-sdk:apigatewaymanagementapi:postToConnection",
    "aws-sdk:bedrockruntime:converseStream",
    "aws-sdk:kinesis:subscribeToShard",
  ])("%s is not recognised", (name) => {
    expect(isRecognised(`arn:aws:states:::${name}`)).toBe(false);
  });

  test("services are named as the SDK for Java names them, in every partition", () => {
    for (const name of [
      "cloudwatchlogs:putLogEvents",
      "sfn:startExecution",
      "rds:describeDBInstances",
      "config:putConfigRule",
    ])
      for (const partition of ["aws", "aws-cn", "aws-us-gov"])
        expect(isRecognised(`arn:${partition}:states:::aws-sdk:${name}`)).toBe(true);
  });

  test.each(["weigh", "https://example.test/count", "arn:aws:lambda:eu-west-1:111111111111:layer:x", "arn:x:y", ""])(
    "'%s' is not the ARN of something to run",
    (Resource) => {
      expect(problemsOf(Resource)).toEqual(["Value is not a valid resource ARN"]);
    },
  );
  test.each([
    "arn:aws:lambda:eu-west-1:111111111111:function:x",
    "arn:aws-cn:lambda:cn-north-1:111111111111:function:x:7",
    "arn:aws:lambda:eu-west-1:111111111111:function:x:$LATEST",
    "arn:aws:states:eu-west-1:111111111111:activity:x",
  ])("%s is", (Resource) => {
    expect(problemsOf(Resource)).toEqual([]);
  });
});

describe("parameters", () => {
  test("an integration needs the field, at whatever the service leaves open", () => {
    const state = { Type: "Task", Resource: "arn:aws:states:::aws-sdk:s3:listBuckets", End: true };
    expect(parse({ StartAt: "A", States: { A: state } })).toMatchObject({
      problems: [
        {
          pointer: "/States/A/Resource",
          message: "Parameters field is required for resource ARN: arn:aws:states:::aws-sdk:s3:listBuckets",
        },
      ],
    });
    expect(parse({ QueryLanguage: "JSONata", StartAt: "A", States: { A: state } })).toMatchObject({
      problems: [{ message: expect.stringMatching(/^Arguments field is required for/) as string }],
    });
  });

  test("what the service needs may be read from the input, but not be left out", () => {
    const send = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";
    expect(problemsOf(send, { "QueueUrl.$": "$.q", MessageBody: { any: ["thing"] } })).toEqual([]);
    expect(problemsOf(send, { QueueUrl: "q" })).toEqual(["The field 'MessageBody' is required but was missing"]);
    expect(problemsOf(send, { "QueueUrl.$": "$.q", MessageBody: "m" }, "JSONata")).toContain(
      "The field 'QueueUrl' is required but was missing",
    );
    expect(problemsOf(send, "{% $states.input %}", "JSONata")).toEqual([]);
  });

  test("what the service does not have is refused at every depth, but for what is read and found at run time", () => {
    const run = "arn:aws:states:::ecs:runTask.sync";
    const network = (name: string) => ({ TaskDefinition: "d", NetworkConfiguration: { [name]: { Subnets: ["s"] } } });
    expect(problemsOf(run, network("AwsvpcConfiguration"))).toEqual([]);
    expect(problemsOf(run, network("awsvpcConfiguration"))).toEqual([
      'The field "awsvpcConfiguration" is not supported by Step Functions',
    ]);
    expect(problemsOf("arn:aws:states:::sns:publish", { Message: "m", "Topic.$": "$.t" })).toEqual([]);
    expect(problemsOf("arn:aws:states:::lambda:invoke", { FunctionName: "f", Payload: { any: { depth: 1 } } })).toEqual(
      [],
    );
  });

  test("an SDK's fields are spelled as in Java, an optimised integration's as the service spells them", () => {
    const item = (name: string) => ({ TableName: "t", Item: { a: { [name]: true } } });
    expect(problemsOf("arn:aws:states:::dynamodb:putItem", item("BOOL"))).toEqual([]);
    expect(problemsOf("arn:aws:states:::dynamodb:putItem", item("Bool"))).toHaveLength(1);
    expect(problemsOf("arn:aws:states:::aws-sdk:dynamodb:putItem", item("Bool"))).toEqual([]);
    const channel = (name: string) => ({
      DocumentLocation: { S3Object: { Bucket: "b", Name: "n" } },
      NotificationChannel: { RoleArn: "r", [name]: "t" },
    });
    const textract = "arn:aws:states:::aws-sdk:textract:startDocumentTextDetection";
    expect(problemsOf(textract, channel("SnsTopicArn"))).toEqual([]);
    expect(problemsOf(textract, channel("SNSTopicArn"))).toHaveLength(1);
    const stack = (name: string) => ({ StackName: "s", [name]: "https://example.com/stack.json" });
    expect(problemsOf("arn:aws:states:::aws-sdk:cloudformation:createStack", stack("TemplateURL"))).toEqual([]);
    expect(problemsOf("arn:aws:states:::aws-sdk:cloudformation:createStack", stack("TemplateUrl"))).toHaveLength(1);
    expect(
      at(inputShape(resourceOf("aws-sdk:verifiedpermissions:createPolicy")), "Definition", "StaticValue"),
    ).toBeDefined();
  });
});

const OPTIMISED =
  `apigateway:invoke athena:startQueryExecution athena:getQueryResults batch:submitJob codebuild:startBuild
  codebuild:stopBuild databrew:startJobRun dynamodb:getItem dynamodb:putItem dynamodb:updateItem dynamodb:deleteItem
  ecs:runTask eks:createCluster eks:createNodegroup eks:runJob eks:call elasticmapreduce:addStep
  elasticmapreduce:terminateCluster emr-containers:startJobRun emr-serverless:startJobRun events:putEvents
  glue:startJobRun http:invoke lambda:invoke mediaconvert:createJob sagemaker:createTrainingJob sagemaker:createModel
  sns:publish sqs:sendMessage states:startExecution bedrock:invokeModel`.split(/\s+/);

describe.each(OPTIMISED)("%s", (name) => {
  const shape = inputShape(resourceOf(name));
  const fields = shape?.type === "object" ? [...shape.fields] : [];
  const needed = fields.filter(([, { isRequired }]) => isRequired).map(([field]) => field);
  const patterns = ["", ".sync", ".sync:2", ".waitForTaskToken"].filter((pattern) =>
    isRecognised(`arn:aws:states:::${name}${pattern}`),
  );
  const given = (names: readonly string[], suffix = "") =>
    Object.fromEntries(names.map((field) => [`${field}${suffix}`, suffix === "" ? "x" : "$.x"]));

  test("takes what it needs, written down or read, in every pattern that it has", () => {
    expect(fields.length).toBeGreaterThan(0);
    for (const pattern of patterns) {
      expect(problemsOf(`arn:aws:states:::${name}${pattern}`, given(needed))).toEqual([]);
      expect(problemsOf(`arn:aws:states:::${name}${pattern}`, given(needed, ".$"))).toEqual([]);
      expect(problemsOf(`arn:aws:states:::${name}${pattern}`, given(needed), "JSONata")).toEqual([]);
    }
  });

  test("is refused without any of it, and with a field more", () => {
    for (const pattern of patterns)
      for (const language of ["JSONPath", "JSONata"] as const) {
        const Resource = `arn:aws:states:::${name}${pattern}`;
        for (const left of needed)
          expect(problemsOf(Resource, given(needed.filter((field) => field !== left)), language)).toEqual([
            `The field '${left}' is required but was missing`,
          ]);
        for (const more of [
          "Made",
          ...needed.map((field) => `${field}s`),
          ...needed.map((field) => field.toLowerCase()),
        ])
          if (!fields.some(([field]) => field === more))
            expect(problemsOf(Resource, { ...given(needed), [more]: "x" }, language)).toEqual([
              `The field "${more}" is not supported by Step Functions`,
            ]);
      }
  });
});

test("what is read and is none of the service's is found when the task is to start, and caught by nothing", async () => {
  const state = {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
    Parameters: { FunctionName: "f", "TaskToken.$": "$$.Task.Token" },
    Catch: [{ ErrorEquals: ["States.ALL"], Next: "Caught" }],
    End: true,
  };
  const parsed = parse({ StartAt: "A", States: { A: state, Caught: { Type: "Pass", End: true } } });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { error, cause, history } = await interpret(parsed.machine, {}, { tasks: async () => ({}) });
  expect(error).toBe("States.Runtime");
  expect(cause).toContain(
    'could not be used to start the Task: [The field "TaskToken" is not supported by Step Functions]',
  );
  expect(history.map(({ type }) => type)).not.toContain("TaskScheduled");
});

test("an activity takes no credentials", () => {
  const state = { Type: "Task", Resource: "arn:aws:states:eu-west-1:111111111111:activity:x", End: true };
  const Credentials = { RoleArn: "arn:aws:iam::111111111111:role/r" };
  expect(parse({ StartAt: "A", States: { A: { ...state, Credentials } } })).toMatchObject({
    problems: [{ message: "The field 'Credentials' is not supported for activities" }],
  });
});

describe("shapes", () => {
  test("of every action of every service can be walked to the end", () => {
    const wrong: string[] = [];
    let fields = 0;
    const walk = (shape: Shape | undefined, where: string, seen: Set<Shape>): void => {
      if (shape === undefined || seen.has(shape)) return;
      seen.add(shape);
      if (shape.type === "list") walk(shape.item, where, seen);
      else if (shape.type === "map") walk(shape.value, where, seen);
      else if (shape.type === "object") {
        for (const [name, field] of shape.fields) {
          fields++;
          if (!/^[A-Z][A-Za-z0-9]*$/.test(name)) wrong.push(`${where}.${name}`);
          walk(field.shape, `${where}.${name}`, seen);
        }
      } else if (shape.type === "string" && shape.oneOf?.length === 0) wrong.push(where);
    };
    for (const name of ["s3", "ssm", "lambda", "sqs", "dynamodb", "glue", "batch", "ecs", "ec2"]) {
      const seen = new Set<Shape>();
      for (const [action = ""] of (readModel(name)?.split("\n")[0] ?? "").split(",").map((text) => text.split(" ")))
        for (const shape of [service(name)?.input(action), service(name)?.output(action)])
          walk(shape, `${name}:${action}`, seen);
    }
    expect(wrong).toEqual([]);
    expect(fields).toBeGreaterThan(10_000);
  });

  test("every model has its name in the list", () => {
    const names = new Set(SERVICE_NAMES.split(" "));
    const models = readdirSync(new URL("../../models/", import.meta.url)).map((file) => file.replace(".txt", ""));
    expect(models.length).toBeGreaterThan(400);
    expect(models.filter((name) => !names.has(name))).toEqual([]);
  });

  test("an answer has the types, values and bounds of the model", () => {
    const invocation = answerShape(resourceOf("aws-sdk:ssm:getCommandInvocation"));
    expect(at(invocation, "ResponseCode")).toMatchObject({ type: "number", isWhole: true });
    expect(at(invocation, "Status")).toMatchObject({
      oneOf: expect.arrayContaining(["Success", "TimedOut"]) as unknown,
    });
    expect(at(invocation, "CommandId")).toMatchObject({ type: "string", least: 36, most: 36 });
    expect(at(answerShape(resourceOf("events:putEvents")), "Entries", "EventId")).toMatchObject({ type: "string" });
    expect(at(answerShape(resourceOf("aws-sdk:s3:listObjectsV2")), "Contents", "ETag")).toBeDefined();
  });

  test("a job's end is what describes it; a callback, a function and an activity answer anything", () => {
    expect(at(answerShape(resourceOf("ecs:runTask.sync")), "TaskArn")).toBeDefined();
    expect(at(answerShape(resourceOf("batch:submitJob.sync")), "StatusReason")).toBeDefined();
    expect(at(answerShape(resourceOf("states:startExecution.sync")), "Output")).toBeDefined();
    expect(at(answerShape(resourceOf("states:startExecution.sync:2")), "Output")).toEqual({ type: "any" });
    expect(answerShape({ ...resourceOf("sqs:sendMessage.waitForTaskToken"), pattern: "callback" })).toBeUndefined();
    expect(answerShape({ ...resourceOf("lambda:invoke"), kind: "lambda" })).toBeUndefined();
    expect(at(answerShape(resourceOf("lambda:invoke")), "Payload")).toEqual({ type: "any" });
  });

  test("an optimised integration tells of the call, one with the SDK does not", () => {
    expect(at(answerShape(resourceOf("sqs:sendMessage")), "SdkHttpMetadata", "HttpStatusCode")).toBeDefined();
    expect(at(answerShape(resourceOf("sqs:sendMessage")), "MD5OfMessageBody")).toBeDefined();
    expect(at(answerShape(resourceOf("aws-sdk:sqs:sendMessage")), "SdkHttpMetadata")).toBeUndefined();
    expect(at(answerShape(resourceOf("aws-sdk:sqs:sendMessage")), "Md5OfMessageBody")).toBeDefined();
  });
});
