import { afterAll, beforeAll, expect, test } from "vitest";

import { startStepFunctions, type StepFunctionsRig } from "../../../../testing/step-functions.ts";
import { withAttributeValues } from "./attribute-values.ts";

let rig: StepFunctionsRig;
beforeAll(async () => {
  rig = await startStepFunctions();
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});

test("a text in the place of an attribute value is one of type S, at every depth", () => {
  expect(
    withAttributeValues({
      TableName: "t",
      Key: { id: "a", n: { N: "1" } },
      Item: { m: { M: { x: "b" } }, l: { L: ["c"] } },
    }),
  ).toEqual({
    TableName: "t",
    Key: { id: { S: "a" }, n: { N: "1" } },
    Item: { m: { M: { x: { S: "b" } } }, l: { L: [{ S: "c" }] } },
  });
});

test("parameters that cannot be written down are the state's own failure, by the field", async () => {
  const { status, error, cause } = await rig.run({
    Get: {
      Type: "Task",
      Resource: "arn:aws:states:::dynamodb:getItem",
      Parameters: { TableName: ["t"], Key: { id: { S: [["a"]] } } },
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "Caught" }],
      End: true,
    },
    Caught: { Type: "Pass", End: true },
  });
  expect([status, error]).toEqual(["FAILED", "States.Runtime"]);
  expect(cause).toMatch(
    /could not be used to start the Task: \[The value of the field 'TableName' has an invalid format/,
  );
});

test("a call that failed leaves no token behind for which the clock waits", async () => {
  const { status } = await rig.run({
    Send: {
      Type: "Task",
      Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      Parameters: {
        QueueUrl: "https://sqs.us-east-1.amazonaws.com/000000000000/none",
        "MessageBody.$": "$$.Task.Token",
      },
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "Rest" }],
      End: true,
    },
    Rest: { Type: "Wait", Seconds: 86_400, End: true },
  });
  // A clock that waited for whoever has the token would take longer than a test may.
  expect(status).toBe("SUCCEEDED");
});
