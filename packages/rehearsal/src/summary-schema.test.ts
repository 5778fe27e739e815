import { readFileSync } from "node:fs";

import { summarySchema } from "@alpha-engine/run-record";
import { expect, test } from "vitest";
import { z } from "zod";

test("the published JSON schema says the same as the code; after a change, write the received value into the file", () => {
  const published: unknown = JSON.parse(readFileSync(new URL("../summary.schema.json", import.meta.url), "utf8"));
  expect(z.toJSONSchema(summarySchema)).toEqual(published);
});

test("a reader of version 5 is not broken by a field that is added later", () => {
  const state = {
    name: "A",
    kind: "ssm",
    status: "SKIPPED",
    attempts: 0,
    startedAt: null,
    endedAt: null,
    wallSeconds: null,
  };
  const where = {
    instanceId: null,
    instanceIds: [],
    commandId: null,
    exitCode: null,
    logKey: null,
    commandFolder: null,
    error: null,
    cause: null,
    lastLines: [],
    items: null,
  };
  const times = { startedAt: null, endedAt: null, wallSeconds: 0 };
  const names = { pipeline: "p", executionName: "e", executionArn: null, logBucket: "b" };
  const end = { status: "FAILED", input: {}, output: null, error: null, cause: null };
  const summary = {
    ...names,
    ...times,
    ...end,
    sandbox: { kind: "plain", reason: null },
    time: { rate: 1, notes: [] },
    faults: [],
    problems: [],
    notModelled: [],
    fidelity: [],
    addedLater: 1,
  };
  expect(summarySchema.safeParse({ schemaVersion: 5, ...summary, states: [{ ...state, ...where }] }).success).toBe(
    true,
  );
  expect(summarySchema.safeParse({ schemaVersion: 4, ...summary, states: [] }).success).toBe(false);
});
