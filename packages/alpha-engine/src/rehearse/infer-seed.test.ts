import { expect, test } from "vitest";

import { inferSeed } from "./infer-seed.ts";

const send = (more: object) => ({
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand",
  ...more,
});

test("a place of the input that instances are taken from gets a machine, in the form in which it is read", () => {
  const { rehearsal, input } = inferSeed({
    StartAt: "A",
    States: {
      A: send({ Parameters: { "InstanceIds.$": "$.boxes_of_a" } }),
      B: send({ Parameters: { "InstanceIds.$": "States.Array($.b)" } }),
      C: {
        Type: "Parallel",
        Branches: [{ StartAt: "D", States: { D: send({ Arguments: { InstanceIds: "{% [$states.input.d] %}" } }) } }],
      },
      E: {
        Type: "Map",
        ItemProcessor: { StartAt: "F", States: { F: send({ Parameters: { InstanceIds: ["i-fixed"] } }) } },
      },
    },
  });
  expect(input).toEqual({ boxes_of_a: ["${boxes.boxes_of_a}"], b: "${boxes.b}", d: "${boxes.d}" });
  expect(Object.keys(rehearsal.boxes ?? {})).toEqual(["boxes_of_a", "b", "d"]);
});

test("buckets and topics are made as they are named", () => {
  const { rehearsal } = inferSeed({
    StartAt: "Tell",
    States: {
      Tell: {
        Type: "Task",
        Resource: "arn:aws:states:::sns:publish",
        Parameters: { TopicArn: "arn:aws:sns:us-east-1:000000000000:alerts", Message: "m" },
      },
      Put: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:s3:putObject",
        Parameters: { Bucket: "results", Key: "k" },
      },
    },
  });
  expect([rehearsal.topics, rehearsal.buckets]).toEqual([{ alerts: {} }, { results: {} }]);
});
