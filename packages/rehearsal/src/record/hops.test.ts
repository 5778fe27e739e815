import type { Fact, StateSummary } from "@alpha-engine/run-record";
import { expect, test } from "vitest";

import { hopsOf } from "./hops.ts";

const told = { from: "observed", at: null } as const;
const step = {
  name: "Train",
  kind: "ssm",
  status: "FAILED",
  commandId: "own",
  error: "Failed",
  items: null,
} as StateSummary;
const owner = { state: "Train", item: null, attempt: "1", commandId: "own" };
const command = (commandId: string, instanceId: string, status: string, responseCode: number | null): Fact => ({
  ...told,
  type: "command",
  commandId,
  instanceId,
  comment: null,
  status,
  statusDetails: status,
  responseCode,
  folder: null,
  owner: commandId === "own" ? { ...owner, commandId: null } : owner,
});
const facts: readonly Fact[] = [
  command("own", "i-box", "InProgress", null),
  command("boot", "i-spot", "Success", 0),
  command("work", "i-spot", "Failed", 137),
  command("own", "i-box", "Failed", 3),
  {
    ...told,
    type: "state",
    phase: "exited",
    executionArn: null,
    state: "Train",
    visit: 4,
    event: 9,
    input: null,
    output: null,
    error: null,
    cause: null,
    leadsTo: null,
  },
];

test("an exit code's way is told hop by hop, and a hop that changed it stands beside the others", () => {
  const hops = hopsOf(step, facts, { status: "FAILED", error: "TrainFailed", arn: "arn" });
  expect(hops.map(({ order, who, code, error, place }) => [order, who, code, error, place])).toEqual([
    [0, "command", 137, "Failed", "command work on i-spot"],
    [1, "command", 3, "Failed", "command own on i-box"],
    [2, "state", null, "Failed", "event 9"],
    [3, "execution", null, "TrainFailed", "arn"],
  ]);
});

test("a step that went well has none, and what is not known says why", () => {
  expect(hopsOf({ ...step, status: "SUCCEEDED" }, facts, { status: "SUCCEEDED", error: null, arn: null })).toEqual([]);
  const running = [command("own", "i-box", "InProgress", null)];
  expect(hopsOf({ ...step, error: null }, running, { status: "TIMED_OUT", error: null, arn: null })).toMatchObject([
    { code: null, unknown: "it had not ended" },
    { unknown: "nothing tells why it failed" },
    { unknown: "the execution names no error" },
  ]);
});
