/** @module-tag slow */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { rehearse, type RehearseOptions, type Summary, summarySchema } from "../index.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "inventor-"));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

async function run(states: object, options: Partial<RehearseOptions> = {}): Promise<Summary> {
  const { summary } = await rehearse({
    pipeline: "invented",
    definition: { StartAt: Object.keys(states)[0] ?? "", States: states } as RehearseOptions["definition"],
    directory,
    invent: true,
    ...options,
  });
  return summarySchema.parse(JSON.parse(JSON.stringify(summary)));
}

const lambda = (name: string, more: object) => ({
  Type: "Task",
  Resource: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
  ...more,
});

test("what is invented leads to a good end, and is counted by state", async () => {
  const summary = await run(
    {
      Ask: lambda("ask", { Parameters: { "day.$": "$.day" }, ResultPath: "$.asked", Next: "Enough" }),
      Enough: {
        Type: "Choice",
        Choices: [{ Variable: "$.asked.rows", NumericGreaterThan: 10, Next: "Tell" }],
        Default: "Ask",
      },
      Tell: {
        Type: "Task",
        Resource: "arn:aws:states:::sns:publish",
        Parameters: { TopicArn: "arn:aws:sns:us-east-1:000000000000:told", "Message.$": "$.asked.text" },
        End: true,
      },
    },
    { topics: { told: {} } },
  );
  expect([summary.status, summary.input]).toEqual(["SUCCEEDED", { day: "2026-01-31" }]);
  expect(summary.invented).toMatchObject({ answers: [{ state: "Ask", times: 1 }], input: ["day"] });
  expect(summary.problems).toMatchObject([
    { kind: "invented", state: "Ask", message: expect.stringContaining("1 answer was invented, for Ask") as unknown },
  ]);
});

test("what stands in is asked, and what it says leads to what is invented", async () => {
  const summary = await run(
    {
      Job: {
        Type: "Task",
        Resource: "arn:aws:states:::batch:submitJob",
        Parameters: { JobName: "j", JobQueue: "q", JobDefinition: "d" },
        Next: "Tell",
      },
      Tell: lambda("tell", { Parameters: { "id.$": "$.JobId" }, End: true }),
    },
    { standIns: { "batch:submitJob": { answer: { JobId: "7" } } } },
  );
  expect([summary.status, summary.invented?.answers.map(({ state }) => state)]).toEqual(["SUCCEEDED", ["Tell"]]);
});

test("what goes on and on is ended, and says so", { timeout: 60_000 }, async () => {
  const summary = await run({
    Ask: lambda("ask", { ResultPath: null, Next: "Again" }),
    Again: {
      Type: "Choice",
      Choices: [{ Variable: "$$.State.EnteredTime", TimestampLessThan: "2000-01-01T00:00:00Z", Next: "Over" }],
      Default: "Ask",
    },
    Over: { Type: "Succeed" },
  });
  expect([summary.status, summary.error]).toEqual(["FAILED", "Rehearsal.Endless"]);
});

test("without inventing it is refused as before", async () => {
  const states = { Ask: lambda("ask", { End: true }) };
  await expect(run(states, { invent: false })).rejects.toThrow("a state asks for what this cloud does not model");
});
