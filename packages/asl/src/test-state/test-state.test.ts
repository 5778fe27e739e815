import { expect, test } from "vitest";

import { AslError, type JsonObject, TaskFailure, testState } from "../index.ts";

const send: JsonObject = {
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand",
  Parameters: { DocumentName: "AWS-RunShellScript", "InstanceIds.$": "$.boxes" },
  ResultSelector: { "id.$": "$.Command.CommandId" },
  ResultPath: "$.sent",
  Retry: [{ ErrorEquals: ["Ssm.SsmException"], IntervalSeconds: 3, BackoffRate: 2, MaxAttempts: 2 }],
  Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Handle" }],
  Next: "Poll",
};
const input = { boxes: ["i-1"] };

test("a task's data is shown step by step, from DEBUG on", async () => {
  const mock = { result: '{"Command":{"CommandId":"11111111-2222-3333-4444-555555555555"}}' };
  const result = await testState(send, { input, mock, inspectionLevel: "DEBUG" });
  expect(result).toEqual({
    status: "SUCCEEDED",
    output: { boxes: ["i-1"], sent: { id: "11111111-2222-3333-4444-555555555555" } },
    nextState: "Poll",
    inspectionData: {
      input,
      afterInputPath: input,
      afterParameters: { DocumentName: "AWS-RunShellScript", InstanceIds: ["i-1"] },
      result: { Command: { CommandId: "11111111-2222-3333-4444-555555555555" } },
      afterResultSelector: { id: "11111111-2222-3333-4444-555555555555" },
      afterResultPath: { boxes: ["i-1"], sent: { id: "11111111-2222-3333-4444-555555555555" } },
    },
  });
  expect(await testState(send, { input, mock })).not.toHaveProperty("inspectionData");
});

test("a mocked error is retried while the retrier has attempts left, then caught", async () => {
  const mock = { errorOutput: { error: "Ssm.SsmException", cause: "Rate exceeded" } };
  const attempt = (retrierRetryCount: number) =>
    testState(send, { input, mock, inspectionLevel: "DEBUG", stateConfiguration: { retrierRetryCount } });
  expect(await attempt(1)).toMatchObject({
    status: "RETRIABLE",
    error: "Ssm.SsmException",
    inspectionData: { errorDetails: { retryIndex: 0, retryBackoffIntervalSeconds: 6 } },
  });
  expect(await attempt(2)).toMatchObject({
    status: "CAUGHT_ERROR",
    nextState: "Handle",
    output: { ...input, error: { Error: "Ssm.SsmException", Cause: "Rate exceeded" } },
    inspectionData: { errorDetails: { catchIndex: 0 } },
  });
});

test("a failure of the data flow is FAILED, in words without the state's name", async () => {
  expect(await testState(send, { input: {}, mock: { result: {} } })).toEqual({
    status: "FAILED",
    error: "States.Runtime",
    cause: "The JSONPath '$.boxes' specified for the field 'InstanceIds.$' could not be found in the input '{}'",
  });
});

test("without a mock the task is really done, or the test says what it needs", async () => {
  expect(await testState(send, { input }, { tasks: async () => ({ Command: { CommandId: "real" } }) })).toMatchObject({
    status: "SUCCEEDED",
    output: { sent: { id: "real" } },
  });
  expect(
    await testState(send, { input }, { tasks: () => Promise.reject(new TaskFailure("Boom", "because")) }),
  ).toMatchObject({ status: "CAUGHT_ERROR", error: "Boom", cause: "because" });
  await expect(testState(send, { input })).rejects.toThrow("RoleArn must be specified when testing a Task state");
});

test("a wait takes no time, and a state inside a Map is found by its name", async () => {
  const definition = {
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        ItemProcessor: { StartAt: "Nap", States: { Nap: { Type: "Wait", Seconds: 86_400, End: true } } },
        End: true,
      },
    },
  };
  expect(await testState(definition, { stateName: "Nap", input: 7 })).toEqual({ status: "SUCCEEDED", output: 7 });
});

test("what TestState refuses is an exception with its code", async () => {
  const refusal = async (definition: unknown, request: object): Promise<string> => {
    const error = await testState(definition, request).catch((reason: unknown) => reason);
    return error instanceof AslError ? `${error.code}: ${error.message}` : JSON.stringify(error);
  };
  const mock = { result: "{}" };
  expect(await refusal({ Type: "Wait", Seconds: 1, End: true }, { mock })).toBe(
    "INVALID_REQUEST: State type 'Wait' is not supported when a mock is specified",
  );
  expect(await refusal(send, { mock, context: { State: { RetryCount: "1" } } })).toBe(
    "INVALID_REQUEST: Invalid Context object provided: State.RetryCount must be a number",
  );
  expect(await refusal(send, { mock, context: { StateMachine: { Arn: "x" } } })).toBe(
    "INVALID_REQUEST: Invalid Context object provided: Field 'Arn' is not allowed",
  );
  expect(await refusal(send, { mock: { result: '{"Command":{"TargetCount":"1"}}' } })).toBe(
    "INVALID_REQUEST: Mock result schema validation error: Field 'TargetCount' must be a number",
  );
  expect(await refusal(send, { mock: { result: '{"Command":{"Status":"Done"}}' } })).toBe(
    "INVALID_REQUEST: Mock result schema validation error: Field 'Status' is not an expected value",
  );
  expect(await refusal(send, { mock: { result: "{" } })).toBe("INVALID_REQUEST: Mocked result must be valid JSON");
  expect(await refusal({ Type: "Choice", Choices: [] }, {})).toBe(
    "INVALID_DEFINITION: Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/StateName/Choices'",
  );
  expect(await refusal("{", {})).toMatch(
    /^INVALID_DEFINITION: Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION/,
  );
});

const token = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";
const Parameters = { QueueUrl: "q", MessageBody: { "token.$": "$$.Task.Token" } };
const refused = async (definition: unknown, request: object): Promise<string> =>
  testState(definition, request).then(
    (answer) => JSON.stringify(answer),
    (error: unknown) => (error instanceof AslError ? error.message : String(error)),
  );

test("a context that is given is the whole context, and brings the task's token", async () => {
  const show = { Type: "Pass", Parameters: { "c.$": "$$" }, End: true };
  for (const context of [{}, { Execution: {}, State: {} }, { State: { Name: "Mine", RetryCount: 2 } }])
    expect((await testState(show, { context })).output).toEqual({ c: context });
  const jsonata = { QueryLanguage: "JSONata", Type: "Pass", Output: "{% $states.context %}", End: true };
  expect((await testState(jsonata, { context: { State: { Name: "Mine" } } })).output).toEqual({
    State: { Name: "Mine" },
  });
  const send = { Type: "Task", Resource: token, Parameters, End: true };
  const given = { mock: { result: "{}" }, inspectionLevel: "DEBUG", context: { Task: { Token: "abcd123" } } } as const;
  expect((await testState(send, given)).inspectionData?.afterParameters).toMatchObject({
    MessageBody: { token: "abcd123" },
  });
  expect(await testState(send, { mock: { result: "{}" }, context: {} })).toMatchObject({ error: "States.Runtime" });
});

test("a token in the context is for tasks that wait for somebody", async () => {
  const context = { Task: { Token: "t" } };
  const words = "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken'";
  expect(await refused(send, { context, mock: { result: "{}" } })).toContain(words);
  expect(await refused({ Type: "Pass", End: true }, { context })).toContain(words);
});

test("what waits for somebody is tested with a mock only, which is asked for before anything is looked at", async () => {
  const wrong = { InputPath: "$.nobody", End: true };
  const tasks = async () => ({});
  const machine = { StateMachineArn: "m" };
  for (const [state, words] of [
    [{ Type: "Task", Resource: token, Parameters }, "TestState API does not support '.sync' or"],
    [
      { Type: "Task", Resource: "arn:aws:states:::states:startExecution.sync:2", Parameters: machine },
      "TestState API does not support '.sync' or",
    ],
    [
      { Type: "Task", Resource: "arn:aws:states:us-east-1:111111111111:activity:a" },
      "TestState API does not support Act",
    ],
    [{ Type: "Map", ItemProcessor: { StartAt: "P", States: { P: { Type: "Pass", End: true } } } }, "Map or Parallel"],
  ] as const) {
    await expect(testState({ ...state, ...wrong }, {}, { tasks })).rejects.toThrow(words);
  }
});

test("a mock is one thing, and hides no secrets", async () => {
  const errorOutput = { error: "E" };
  expect(await refused(send, { mock: { result: "{}", errorOutput } })).toBe(
    "A test mock should have only one of the following fields: [result, errorOutput].",
  );
  expect(await refused(send, { mock: { errorOutput }, revealSecrets: true })).toBe(
    "TestState does not support RevealSecrets when a mock is specified.",
  );
});

test.each([
  ["aws-sdk:kms:encrypt", { KeyId: "k", Plaintext: "p" }, { CiphertextBlob: "" }, "is smaller than the minimum length"],
  [
    "aws-sdk:lambda:getFunction",
    { FunctionName: "f" },
    { Configuration: { MemorySize: 127 } },
    "is less than the minimum value",
  ],
  [
    "aws-sdk:lambda:getFunction",
    { FunctionName: "f" },
    { Configuration: { MemorySize: 10_241 } },
    "exceeds the maximum value",
  ],
  ["aws-sdk:rekognition:detectLabels", { Image: {} }, { Labels: [{ Confidence: 101 }] }, "exceeds the maximum value"],
  ["aws-sdk:glue:getCrawler", { Name: "n" }, { Crawler: { State: "SLEEPING" } }, "is not an expected value"],
  [
    "aws-sdk:transcribe:getTranscriptionJob",
    { TranscriptionJobName: "j" },
    { TranscriptionJob: [] },
    "must be an object",
  ],
  [
    "batch:submitJob",
    { JobName: "n", JobQueue: "q", JobDefinition: "d" },
    { JobName: "n" },
    "Required field 'JobId' is missing",
  ],
  [
    "states:startExecution.sync:2",
    { StateMachineArn: "m" },
    { ExecutionArn: "e", StateMachineArn: "m", StartDate: "d", Status: "SUCCEEDED", Output: {} },
    "Field 'Output' must be a string",
  ],
] as const)("a mock of %s is held against the service's model", async (name, parameters, result, words) => {
  const state = { Type: "Task", Resource: `arn:aws:states:::${name}`, Parameters: parameters, End: true };
  expect(await refused(state, { mock: { result: JSON.stringify(result) } })).toContain(words);
  const mock = { result: JSON.stringify(result), fieldValidationMode: "NONE" } as const;
  expect((await testState(state, { mock })).status).toBe("SUCCEEDED");
});

test("iterations that failed are counted only where the Map says how many may", async () => {
  const map = (limits: JsonObject): JsonObject => ({
    Type: "Map",
    ...limits,
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: "P",
      States: { P: { Type: "Pass", End: true } },
    },
    End: true,
  });
  const statusOf = async (limits: JsonObject, mapIterationFailureCount: number): Promise<string> => {
    const request = {
      input: [1, 2, 3, 4],
      mock: { result: "[1,2,3,4]" },
      stateConfiguration: { mapIterationFailureCount },
    };
    const { status, error } = await testState(map(limits), request);
    return error ?? status;
  };
  expect(await statusOf({}, 4)).toBe("SUCCEEDED");
  expect(await statusOf({ ToleratedFailureCount: 2 }, 2)).toBe("SUCCEEDED");
  expect(await statusOf({ ToleratedFailureCount: 0 }, 1)).toBe("States.ExceedToleratedFailureThreshold");
  expect(await statusOf({ ToleratedFailurePercentage: 50 }, 2)).toBe("SUCCEEDED");
  expect(await statusOf({ ToleratedFailurePercentage: 50 }, 3)).toBe("States.ExceedToleratedFailureThreshold");
  await expect(statusOf({}, 5)).rejects.toThrow("must be less than or equal to the number of Map iterations");
});

test("the retrier that has no attempts left is told of, whether the error is caught or not", async () => {
  const request = {
    input,
    mock: { errorOutput: { error: "Ssm.SsmException" } },
    inspectionLevel: "DEBUG",
    stateConfiguration: { retrierRetryCount: 2 },
  } as const;
  expect((await testState(send, request)).inspectionData?.errorDetails).toEqual({ retryIndex: 0, catchIndex: 0 });
  const { Catch: _, ...uncaught } = send;
  expect(await testState(uncaught, request)).toMatchObject({
    status: "FAILED",
    inspectionData: { errorDetails: { retryIndex: 0 } },
  });
});
