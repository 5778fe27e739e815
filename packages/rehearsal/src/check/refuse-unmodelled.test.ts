import { expect, test } from "vitest";

import { refuseUnmodelled } from "./refuse-unmodelled.ts";

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
  expect(() => refuseUnmodelled({ definition: over("s3:listObjectsV2", SEND) })).not.toThrow();
});

test("a reader and a state in the processor are refused with their places, unless something stands in for the state", () => {
  const definition = over("s3:selectObject", { ...SEND, Resource: "arn:aws:states:::batch:submitJob.sync" });
  expect(() => refuseUnmodelled({ definition, standIns: { "batch:submitJob": { answer: {} } } })).toThrow(
    "a state asks for what this cloud does not model:\n  M (/States/M/ItemReader/Resource): arn:aws:states:::s3:selectObject",
  );
  expect(() => refuseUnmodelled({ definition })).toThrow(
    "M.P (/States/M/ItemProcessor/States/P/Resource): arn:aws:states:::batch:submitJob.sync",
  );
});
