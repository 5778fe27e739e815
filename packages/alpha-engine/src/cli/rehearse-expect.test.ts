/** @module-tag slow */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { summarySchema } from "@alpha-engine/rehearsal";
import { expect, test } from "vitest";

import { workplace } from "../../testing/workplace.ts";

const LONG = 120_000;
const task = (service: string, Parameters: object, more: object) => ({
  Type: "Task",
  Resource: `arn:aws:states:::${service}`,
  Parameters,
  ...more,
});
const definition = {
  StartAt: "Load",
  States: {
    Load: task(
      "aws-sdk:ssm:sendCommand",
      {
        DocumentName: "AWS-RunShellScript",
        "InstanceIds.$": "$.box",
        Parameters: { commands: ["sleep 0.2; exit 4"] },
      },
      { ResultPath: "$.sent", Next: "Wait" },
    ),
    Wait: { Type: "Wait", Seconds: 30, Next: "Put" },
    Put: task(
      "aws-sdk:s3:putObject",
      { Bucket: "results", Key: "report.json", Body: { rows: 12 } },
      { ResultPath: null, Next: "Tell" },
    ),
    Tell: task(
      "sns:publish",
      { TopicArn: "arn:aws:sns:us-east-1:000000000000:alerts", Subject: "Load FAILED", Message: "m" },
      { ResultPath: null, Next: "Bad" },
    ),
    Bad: { Type: "Fail", Error: "LoadFailed" },
  },
};

function placeWith(expected: object) {
  const rehearsal = {
    boxes: { box: { imageId: "ami" } },
    images: { ami: {} },
    buckets: { results: {} },
    topics: { alerts: {} },
  };
  return workplace({
    "load.asl.json": definition,
    "alpha-engine.config.json": {
      pipelines: {
        load: { definition: "load.asl.json", input: { box: ["${boxes.box}"] }, rehearsal: { expect: expected } },
      },
      rehearsal,
    },
  });
}

test("a run that ends as it is expected to is good, also one that fails", { timeout: LONG }, () => {
  using place = placeWith({
    status: "FAILED",
    error: "LoadFailed",
    exit: { Load: 4 },
    objects: { "s3://results/*.json": '"rows":12', "s3://results/tmp/*": false },
    notifications: [{ topic: "alerts", subject: "FAILED" }],
  });
  const { code, stdout, stderr } = place.run("rehearse", "load");
  expect(code, stderr + stdout).toBe(0);
  expect(stdout).toMatch(/^FAILED as expected after /m);
  expect(stdout).toMatch(/^expected +6 of 6 expectations are met$/m);
});

test("what is not as expected is named, and what is aimed at nothing refused", { timeout: LONG }, () => {
  using place = placeWith({ status: "SUCCEEDED", exit: { Load: 0 }, objects: ["s3://results/reprt.json"] });
  const { code, stdout } = place.run("rehearse", "load");
  expect(code).toBe(1);
  expect(stdout).toMatch(/^problem +status: expected SUCCEEDED, got FAILED$/m);
  expect(stdout).toMatch(/^problem +exit of Load: expected 0, got 4$/m);
  expect(stdout).toMatch(
    /^problem +s3:\/\/results\/reprt\.json: expected there, got none of 1 objects \(did you mean s3:\/\/results\/report\.json\?\)$/m,
  );
  const summary = JSON.parse(
    readFileSync(join(place.folder, ".rehearsal", "latest", "summary.json"), "utf8"),
  ) as unknown;
  expect(summarySchema.parse(summary).expectations.map(({ met }) => met)).toEqual([false, false, false]);
  for (const [wrong, message] of [
    [{ exit: { Laod: 0 } }, "there is no such state (did you mean Load?)"],
    [{ exit: { Tell: 0 } }, "it sends no command, and has no exit code"],
    [{ objects: ["results/x"] }, "expected s3://bucket/key, got results/x"],
    [{ statsu: "FAILED" }, 'unknown key "statsu" (did you mean status?)'],
  ] as const) {
    using other = placeWith(wrong);
    const refused = other.run("rehearse", "load");
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(message) as string]);
  }
});
