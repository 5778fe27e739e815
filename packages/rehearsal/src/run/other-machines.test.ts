/** @module-tag slow */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Definition } from "@alpha-engine/definition";
import { afterAll, expect, test } from "vitest";

import { checkRehearsal } from "../check/check-rehearsal.ts";
import type { OtherMachine, RehearseOptions } from "../options.ts";
import { rehearse } from "../rehearse.ts";

const folder = mkdtempSync(join(tmpdir(), "other-machines-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const COUNT = {
  Type: "Task",
  Resource: "arn:aws:states:::batch:submitJob.sync",
  Parameters: { JobName: "j", JobQueue: "q", JobDefinition: "d" },
};
const NESTED: Definition = {
  StartAt: "Count",
  States: {
    Count: { ...COUNT, ResultPath: "$.counted", Next: "Load" },
    Load: {
      Type: "Task",
      Resource: "arn:aws:states:::states:startExecution.sync:2",
      Parameters: {
        StateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:load",
        Input: { "rows.$": "$.counted.rows" },
      },
      ResultSelector: { "output.$": "$.Output" },
      End: true,
    },
  },
};
/** It has a state of the same name. */
const load: OtherMachine = {
  definition: {
    StartAt: "Count",
    States: { Count: { ...COUNT, ResultPath: "$.again", End: true } },
  },
  standIns: { "batch:submitJob": { answer: { rows: 2 } } },
};
const nightly: RehearseOptions = {
  pipeline: "nightly",
  definition: NESTED,
  stateMachines: { load },
  standIns: { Count: { answer: { rows: 1 } } },
  directory: folder,
};

test("another state machine is really run, with what stands in for its own tasks", { timeout: 60_000 }, async () => {
  const { summary, directory } = await rehearse(nightly);
  expect(summary).toMatchObject({
    status: "SUCCEEDED",
    problems: [],
    output: { output: { rows: 1, again: { rows: 2 } } },
  });
  expect(summary.standIns.by.map(({ name, states }) => [name, states])).toEqual([
    ["Count", ["Count"]],
    ["load/batch:submitJob", ["Count"]],
  ]);
  const facts = readFileSync(join(directory, "run.ndjson"), "utf8");
  expect(facts).toMatch(/"type":"state".*execution:load:.*"state":"Count"/);
});

test("how it fails is how the task that started it fails", { timeout: 60_000 }, async () => {
  const throws = { error: "Batch.Full", cause: "no room" };
  const { summary } = await rehearse({
    ...nightly,
    stateMachines: { load: { ...load, standIns: { Count: { throws } } } },
  });
  expect(summary).toMatchObject({ status: "FAILED", error: "States.TaskFailed" });
  expect(JSON.parse(summary.cause ?? "")).toMatchObject({ Status: "FAILED", Error: "Batch.Full", Cause: "no room" });
});

test("what it asks for that nobody models, and what stands in for nothing, is refused before the start", () => {
  const others = (standIns: OtherMachine["standIns"]) => ({
    ...nightly,
    stateMachines: { load: { ...load, standIns } },
  });
  expect(() => checkRehearsal(others({}))).toThrow("load: Count (/States/Count/Resource)");
  expect(() => checkRehearsal(others({ Cuont: { answer: 1 } }))).toThrow("stateMachines.load.standIns.Cuont: no task");
  expect(() => checkRehearsal({ ...nightly, stateMachines: { load: { definitoin: {} } as never } })).toThrow(
    "unknown option stateMachines.load.definitoin",
  );
});

test("what waits for a token that nobody sends ends with the year", { timeout: 60_000 }, async () => {
  const Load = {
    Type: "Task",
    End: true,
    Resource: "arn:aws:states:::states:startExecution.waitForTaskToken",
    Parameters: { ...(NESTED.States["Load"]?.["Parameters"] as object), Input: { "token.$": "$$.Task.Token" } },
  };
  const { summary } = await rehearse({ ...nightly, definition: { ...NESTED, States: { ...NESTED.States, Load } } });
  expect(summary).toMatchObject({ status: "ABORTED", error: "States.Timeout" });
  expect(summary.cause).toContain("nothing is left that could go on");
});
