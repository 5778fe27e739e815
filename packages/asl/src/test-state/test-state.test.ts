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
  await expect(testState(send, { input })).rejects.toThrow("needs a mock");
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
  expect(await refusal(send, { mock: { result: "{" } })).toBe("INVALID_REQUEST: mock.result must be JSON");
  expect(await refusal({ Type: "Choice", Choices: [] }, {})).toBe(
    "INVALID_DEFINITION: Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/StateName/Choices'",
  );
  expect(await refusal("{", {})).toMatch(
    /^INVALID_DEFINITION: Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION/,
  );
});
