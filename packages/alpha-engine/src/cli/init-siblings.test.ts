/** @module-tag slow */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { workplace } from "../../testing/workplace.ts";

const start = (StateMachineArn: string) => ({
  Type: "Task",
  Resource: "arn:aws:states:::states:startExecution.sync:2",
  Parameters: { StateMachineArn, Input: { n: 2 } },
  OutputPath: "$.Output",
});
const arnOf = (name: string): string => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;

test("a state machine that another one starts is run where both are described", { timeout: 120_000 }, () => {
  using place = workplace({
    "nightly.asl.json": {
      StartAt: "Load",
      States: {
        Load: { ...start("${LoadWarehouseStateMachineArn}"), Next: "Check" },
        Check: { ...start(arnOf("check")), Next: "Publish" },
        Publish: { ...start(arnOf("publish")), End: true },
      },
    },
    "load-warehouse.asl.json": { StartAt: "Copy", States: { Copy: { Type: "Pass", End: true } } },
    "check.asl.json": { StartAt: "Look", States: { Look: { Type: "Pass", Result: { fine: true }, End: true } } },
  });
  const made = place.run("init", "nightly.asl.json", "load-warehouse.asl.json", "check.asl.json", "--json");
  const { config } = JSON.parse(made.stdout) as { readonly config: { readonly pipelines: Record<string, object> } };
  expect(config.pipelines["nightly"]).toMatchObject({
    substitutions: { LoadWarehouseStateMachineArn: arnOf("load-warehouse") },
  });
  // What is not described is stood in for.
  const standIns = config.pipelines["nightly"] as { readonly rehearsal: { readonly standIns: object } };
  expect(Object.keys(standIns.rehearsal.standIns)).toEqual(["Publish"]);
  const { code, stderr } = place.run("rehearse", "nightly", "--json");
  expect(code, stderr).toBe(0);
  const record = readFileSync(join(place.folder, ".rehearsal", "latest", "run.ndjson"), "utf8");
  const entered = record.split("\n").filter((line) => line.includes('"phase":"entered"'));
  expect(entered.map((line) => (JSON.parse(line) as { readonly state: string }).state)).toEqual([
    "Load",
    "Copy",
    "Check",
    "Look",
    "Publish",
  ]);
});
