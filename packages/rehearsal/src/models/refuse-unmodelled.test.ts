import { expect, test } from "vitest";

import { refuseUnmodelled } from "./refuse-unmodelled.ts";

const KNOWN = new Set(["aws-sdk:s3:listObjectsV2", "aws-sdk:s3:putObject", "aws-sdk:ssm:sendCommand"]);
const models: Parameters<typeof refuseUnmodelled>[1] = (resource) =>
  KNOWN.has(resource.replace("arn:aws:states:::", "")) ? { is: "modelled" } : { is: "not-modelled", why: "it is not" };
const over = (ItemReader: string, task: object) => ({
  StartAt: "M",
  States: {
    M: {
      Type: "Map",
      ItemReader: { Resource: `arn:aws:states:::${ItemReader}`, Parameters: { Bucket: "b" } },
      ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Parameters: { Bucket: "b" } },
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "P",
        States: { P: { ...task, End: true } },
      },
      End: true,
    },
  },
});
const SEND = { Type: "Task", Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand" };

test("a Map over a bucket is modelled where S3 is", () => {
  expect(() => refuseUnmodelled(over("s3:listObjectsV2", SEND), models, {})).not.toThrow();
});

test("a reader and a state in the processor are refused with their places, unless something stands in for the state", () => {
  const definition = over("s3:selectObject", { ...SEND, Resource: "arn:aws:states:::batch:submitJob.sync" });
  expect(() => refuseUnmodelled(definition, models, { "batch:submitJob": { answer: {} } })).toThrow(
    "a state asks for what this cloud does not model:\n  M (/States/M/ItemReader/Resource): arn:aws:states:::s3:selectObject",
  );
  expect(() => refuseUnmodelled(definition, models, {})).toThrow(
    "M.P (/States/M/ItemProcessor/States/P/Resource): arn:aws:states:::batch:submitJob.sync",
  );
});
