/** @module-tag slow */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { rehearse, type RehearseOptions } from "../index.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "findings-"));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Status, and the problems of one kind. */
async function found(kind: string, states: object, options: Partial<RehearseOptions> = {}): Promise<readonly string[]> {
  const definition = { StartAt: Object.keys(states)[0] ?? "", States: states } as RehearseOptions["definition"];
  const { summary } = await rehearse({ pipeline: "findings", definition, directory, sandbox: "plain", ...options });
  return [summary.status, ...summary.problems.flatMap((each) => (each.kind === kind ? [each.message] : []))];
}

const gate = (flag: string, run: string, to: string) => ({
  Type: "Choice",
  Choices: [
    {
      And: [
        { Variable: flag, IsPresent: true },
        { Variable: flag, BooleanEquals: true },
      ],
      Next: to,
    },
  ],
  Default: run,
});

describe("skipped-by-another", () => {
  const states = (skipsTo: string) => ({
    "SkipTest?": gate("$.skip_test", "Test", skipsTo),
    Test: { Type: "Pass", Next: "SkipJudge?" },
    "SkipJudge?": gate("$.skip_judge", "Judge", "Report"),
    Judge: { Type: "Pass", Next: "Report" },
    Report: { Type: "Pass", End: true },
  });

  test("a flag that skips another step, too, is told", async () => {
    const message = "$.skip_test skipped Test, and with it what has a flag of its own: Judge ($.skip_judge)";
    expect(await found("skipped-by-another", states("Report"), { input: { skip_test: true } })).toEqual([
      "SUCCEEDED",
      message,
    ]);
  });

  test.each([
    ["where the flag leads to the next gate", "SkipJudge?", { skip_test: true }],
    ["where the other is to be skipped, too", "Report", { skip_test: true, skip_judge: true }],
    ["where nothing is skipped", "Report", {}],
    ["where the other alone is skipped", "Report", { skip_judge: true }],
  ])("nothing is told %s", async (_, to, input) => {
    expect(await found("skipped-by-another", states(to), { input })).toEqual(["SUCCEEDED"]);
  });
});

describe("merge-without-effect", () => {
  const dry = 'States.StringToJson(\'{"mode":"dry"}\')';
  const states = (merged: string, more: object = {}) => ({
    Defaults: {
      Type: "Pass",
      Parameters: { "all.$": 'States.JsonMerge(States.StringToJson(\'{"mode":"real"}\'), $, false)' },
      OutputPath: "$.all",
      Next: "Dry?",
    },
    "Dry?": gate("$.dry", "Work", "GoDry"),
    GoDry: { Type: "Pass", Parameters: { "all.$": merged }, OutputPath: "$.all", Next: "Work", ...more },
    Work: { Type: "Pass", End: true },
  });
  const message = "GoDry merges, and nothing changed: what was there already overruled all of it";

  test("a merge for a condition that what is there overrules is told", async () => {
    const merged = `States.JsonMerge(${dry}, $, false)`;
    expect(await found("merge-without-effect", states(merged), { input: { dry: true } })).toEqual([
      "SUCCEEDED",
      message,
    ]);
    expect(await found("merge-without-effect", states(merged), { input: { dry: false } })).toEqual(["SUCCEEDED"]);
  });

  test("a merge that overrules is none, and neither are defaults that are given already", async () => {
    const merged = `States.JsonMerge($, ${dry}, false)`;
    expect(await found("merge-without-effect", states(merged), { input: { dry: true, mode: "real" } })).toEqual([
      "SUCCEEDED",
    ]);
  });
});

describe("left-in-flight", () => {
  const invocation = (Status: string) => ({ answer: { CommandId: "c", InstanceId: "i-1", Status } });
  const poll = {
    Type: "Task",
    Resource: "arn:aws:states:::aws-sdk:ssm:getCommandInvocation",
    Parameters: { CommandId: "c", InstanceId: "i-1" },
    ResultPath: "$.poll",
    Next: "Done?",
  };
  const states = (pending: string) => ({
    Poll: poll,
    "Done?": {
      Type: "Choice",
      Choices: [
        { Variable: "$.poll.Status", StringEquals: "Success", Next: "Good" },
        { Variable: "$.poll.Status", StringEquals: "InProgress", Next: pending },
        { Variable: "$.poll.Status", StringEquals: "Delayed", Next: "Again" },
        { Variable: "$.poll.Status", StringEquals: "Cancelled", Next: "Holiday" },
      ],
      Default: "Bad",
    },
    Again: { Type: "Wait", Seconds: 5, Next: "Poll" },
    Holiday: { Type: "Pass", End: true },
    Good: { Type: "Pass", End: true },
    Bad: { Type: "Fail", Error: "Bad" },
  });
  const answers = (...statuses: readonly string[]): Partial<RehearseOptions> => ({
    standIns: { Poll: { answers: statuses.map((status) => invocation(status).answer) } },
  });

  test("a command that was in progress when it was last asked for is told, where the run succeeded", async () => {
    const message = "Poll last heard that its command is InProgress, and the execution went on as if it had ended";
    expect(await found("left-in-flight", states("Holiday"), answers("InProgress"))).toEqual(["SUCCEEDED", message]);
    expect(await found("left-in-flight", states("Again"), answers("InProgress", "Success"))).toEqual(["SUCCEEDED"]);
    expect(await found("left-in-flight", states("Bad"), answers("InProgress"))).toEqual(["FAILED"]);
  });
});
