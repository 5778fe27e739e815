/** @module-tag slow */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { summarySchema } from "@alpha-engine/rehearsal";
import { expect, test } from "vitest";

import { workplace } from "../../testing/workplace.ts";

const LONG = 120_000;
const script = (...commands: readonly string[]) => ({
  TimeoutSeconds: 3600,
  StartAt: "Report",
  States: {
    Report: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand",
      Parameters: {
        DocumentName: "AWS-RunShellScript",
        "InstanceIds.$": "$.box",
        Parameters: { commands, executionTimeout: ["600"] },
      },
      ResultPath: "$.sent",
      Next: "Wait",
    },
    Wait: { Type: "Wait", Seconds: 5, Next: "Poll" },
    Poll: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:ssm:getCommandInvocation",
      Parameters: { "CommandId.$": "$.sent.Command.CommandId", "InstanceId.$": "$.box[0]" },
      ResultPath: "$.poll",
      Next: "Done",
    },
    Done: {
      Type: "Choice",
      Choices: [
        { Variable: "$.poll.Status", StringEquals: "Success", Next: "Good" },
        { Variable: "$.poll.Status", StringEquals: "Failed", Next: "Bad" },
      ],
      Default: "Wait",
    },
    Good: { Type: "Succeed" },
    Bad: { Type: "Fail", Error: "ReportFailed" },
  },
});

test("a definition that nobody described runs on a machine of its own", { timeout: LONG }, () => {
  using place = workplace({ "nightly.asl.json": script("set -o pipefail", "echo reporting") });
  const { code, stdout, stderr } = place.run("rehearse", "nightly.asl.json");
  expect(code, stderr + stdout).toBe(0);
  expect(stdout).toMatch(/^Report +succeeded +1 +\S+ s +0 +i-/m);
  expect(stderr).toMatch(/Report: done after \S+ s \(1 of 1\)\n/);
  const summary = summarySchema.parse(
    JSON.parse(readFileSync(join(place.folder, ".rehearsal", "latest", "summary.json"), "utf8")),
  );
  expect(summary).toMatchObject({ pipeline: "nightly", status: "SUCCEEDED", problems: [], logBucket: null });
});

test("a run that fails ends with its output and the next command", { timeout: LONG }, () => {
  using place = workplace({ "nightly.asl.json": script("echo no such report >&2", "exit 4") });
  const { code, stdout } = place.run("rehearse", "nightly.asl.json", "--name", "first");
  expect(code).toBe(1);
  expect(stdout).toMatch(/^Report +failed +1 +\S+ s +4 +no such report +i-/m);
  expect(stdout).toContain("Report, the end of its log:\n  no such report\n");
  const [next] = stdout.trimEnd().split("\n").slice(-1);
  expect(next).toMatch(/^next: less \.rehearsal\/first\/instances\/\S+\/stderr$/);
  expect(readFileSync(join(place.folder, next?.replace("next: less ", "") ?? ""), "utf8")).toBe("no such report\n");
});

test(
  "what the configuration says is there, and what it spells wrong is refused before anything starts",
  { timeout: LONG },
  () => {
    const rehearsal = {
      boxes: { reports: { imageId: "ami-reports" } },
      images: { "ami-reports": { sh: "bash", files: { "/opt/report.sh": { file: "report.sh", mode: "0755" } } } },
      buckets: { reports: { objects: { "a.txt": { content: "a" } } } },
    };
    const nightly = {
      definition: "nightly.json",
      input: { box: ["${boxes.reports}"] },
      fields: { box: { type: "instance" } },
    };
    const config = { pipelines: { nightly }, rehearsal };
    using place = workplace({
      "alpha-engine.config.json": config,
      "nightly.json": script("/opt/report.sh"),
      "report.sh": "#!/bin/sh\necho from a file beside the configuration\n",
    });
    const { code, stdout, stderr } = place.run("rehearse", "--json");
    expect(code, stderr).toBe(0);
    const summary = summarySchema.parse(JSON.parse(stdout));
    const { commandFolder } = summary.states[0] ?? {};
    const output = join(place.folder, ".rehearsal", "latest", commandFolder ?? "", "stdout");
    expect(readFileSync(output, "utf8")).toBe("from a file beside the configuration\n");
    expect(readFileSync(join(place.folder, ".rehearsal", "latest", "s3", "reports", "a.txt"), "utf8")).toBe("a");

    expect(place.run("rehearse", "--input", '{"bx":1}')).toMatchObject({
      code: 2,
      stderr: "alpha-engine: --input: bx: unknown (did you mean box?)\n",
    });
    expect(place.run("rehearse", "--fail", "Reprt").stderr).toContain("there is no such state (did you mean Report?)");
    place.write({
      "alpha-engine.config.json": { ...config, rehearsal: { ...rehearsal, buckets: { reports: { object: {} } } } },
    });
    const wrong = place.run("rehearse");
    expect([wrong.code, wrong.stderr.trim().split("\n").length]).toEqual([2, 1]);
    expect(wrong.stderr).toContain("buckets.reports");
  },
);

test("a definition that asks for what is not modelled ends with a code of its own, before anything starts", () => {
  const Parameters = { TaskDefinition: "count", Cluster: "batch" };
  const ecs = { Type: "Task", Resource: "arn:aws:states:::ecs:runTask.sync", Parameters, End: true };
  const caught = { ...ecs, Catch: [{ ErrorEquals: ["States.ALL"], Next: "Caught" }] };
  const States = { Count: caught, Caught: { Type: "Pass", End: true } };
  using place = workplace({
    "count.asl.json": { StartAt: "Count", States },
    "alpha-engine.config.json": {
      pipelines: {
        told: {
          definition: "count.asl.json",
          rehearsal: { standIns: { "ecs:runTask": { throws: { error: "Ecs.X" } } } },
        },
      },
    },
  });
  const { code, stderr } = place.run("rehearse", "count.asl.json");
  expect(code).toBe(70);
  expect(stderr).toContain("Count (/States/Count/Resource): arn:aws:states:::ecs:runTask.sync");
  const green = place.run("rehearse", "told");
  expect(green.code, green.stderr).toBe(0);
  expect(green.stdout).toMatch(/^problem +Count failed \(Ecs\.X\), and the execution went on$/m);
  expect(place.run("rehearse", "told", "--strict").code).toBe(1);
});

test(
  "a stand-in for several pipelines need not concern each; one that the run never came to is told",
  { timeout: LONG },
  () => {
    const definition = (Resource: string, Parameters: object) => ({
      StartAt: "Skip",
      States: {
        Skip: { Type: "Choice", Choices: [{ Variable: "$.skip", BooleanEquals: true, Next: "End" }], Default: "Count" },
        Count: { Type: "Task", Resource: `arn:aws:states:::${Resource}`, Parameters, End: true },
        End: { Type: "Succeed" },
      },
    });
    const standIns = { "ecs:runTask": { answer: {} }, "batch:submitJob": { answer: {} } };
    using place = workplace({
      "alpha-engine.config.json": {
        pipelines: {
          daily: { definition: "daily.json", input: { skip: false } },
          weekly: { definition: "weekly.json", input: { skip: true } },
        },
        rehearsal: { standIns },
      },
      "daily.json": definition("ecs:runTask.sync", { TaskDefinition: "count", Cluster: "batch" }),
      "weekly.json": definition("batch:submitJob.sync", { JobName: "count", JobQueue: "q", JobDefinition: "d" }),
    });
    const daily = place.run("rehearse", "daily", "--strict");
    expect(daily.code, daily.stderr + daily.stdout).toBe(0);
    const weekly = place.run("rehearse", "weekly");
    expect(weekly.code, weekly.stderr).toBe(0);
    expect(weekly.stdout).toMatch(/^problem +the stand-in batch:submitJob met nothing/m);
    expect(place.run("rehearse", "weekly", "--strict").code).toBe(1);
  },
);

test(
  "with --invent it runs, and a verdict without work of its own does not read like another",
  { timeout: LONG },
  () => {
    const Resource = "${Asked}";
    const Ask = { Type: "Task", Resource, ResultPath: "$.asked", Next: "Told" };
    const Told = { Type: "Pass", Parameters: { "text.$": "$.asked.text", "day.$": "$.day" }, End: true };
    using place = workplace({ "ask.asl.json": { TimeoutSeconds: 60, StartAt: "Ask", States: { Ask, Told } } });
    const { code, stdout, stderr } = place.run("rehearse", "ask.asl.json", "--invent");
    expect(code, stderr + stdout).toBe(0);
    expect(stdout).toMatch(/^Ask +invented /m);
    expect(stdout).toContain("SUCCEEDED, with 1 invented answer; all of its work was invented, after");
    expect(stdout).toContain("invented   of the input: day");
    expect(stdout).toContain("invented   in the definition: Asked");
    expect(place.run("rehearse", "ask.asl.json", "--invent", "--strict").code).toBe(1);
    expect(place.run("rehearse", "ask.asl.json").code).toBe(70);
  },
);
