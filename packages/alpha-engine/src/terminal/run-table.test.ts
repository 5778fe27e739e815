import type { StateSummary } from "@alpha-engine/rehearsal";
import { expect, test } from "vitest";

import { runTable } from "./run-table.ts";

const none = {
  startedAt: null,
  endedAt: null,
  wallSeconds: null,
  instanceId: null,
  instanceIds: [],
  commandId: null,
  exitCode: null,
  logBucket: null,
  logKey: null,
  commandFolder: null,
  error: null,
  cause: null,
  lastLines: [],
  items: null,
};
const states: readonly StateSummary[] = [
  {
    ...none,
    name: "PortfolioOptimizerBacktest",
    kind: "ssm",
    status: "FAILED",
    attempts: 2,
    wallSeconds: 102.34,
    instanceId: "i-0e4551a5471ef3ab0",
    exitCode: 3,
    error: "Failed",
    lastLines: ["loading", "no such bucket"],
    logKey: "_ssm_logs/portfolio-optimizer/2026-11-20/ip-10-0-48-119-201613Z.log",
  },
  { ...none, name: "Parity", kind: "ssm", status: "NOT_REACHED", attempts: 0 },
  { ...none, name: "NotifyComplete", kind: "sns", status: "NOT_REACHED", attempts: 0 },
];

test("in 80 columns the table has a line for each step, and none for a notification that was not sent", () => {
  expect(runTable({ states }, 80, process.stdout)).toBe(`\
state                       status       tries     time  exit  why
--------------------------  -----------  -----  -------  ----  --------------
PortfolioOptimizerBacktest  failed           2  102.3 s     3  no such bucket
Parity                      not reached      -        -     -`);
});

test("what a shell complains of is told without the place where the agent keeps its script", () => {
  const lastLines = [
    "/var/lib/amazon/ssm/i-1/document/orchestration/c/awsrunShellScript/0.x/_script.sh: line 5: aws: command not found",
  ];
  const step: StateSummary = {
    ...none,
    name: "A",
    kind: "ssm",
    status: "FAILED",
    attempts: 1,
    error: "Failed",
    lastLines,
  };
  expect(runTable({ states: [step] }, 80, process.stdout)).toMatch(/ - {2}line 5: aws: command not found /);
});

test("with more room it also has instance and log key", () => {
  const [head] = runTable({ states }, 200, process.stdout).split("\n");
  expect(head).toMatch(/^state +status +tries +time +exit +why +instance +log key$/);
});

test("a step in a Map says for how many items it went well, a function its error and what it said", () => {
  const failure = { item: 1, commandId: null, exitCode: null, commandFolder: null, lastLines: [] };
  const said = { error: "RangeError", cause: JSON.stringify({ errorType: "RangeError", errorMessage: "too far" }) };
  const items = { ok: 2, failed: 1, aborted: 0, running: 0, failures: [{ ...failure, ...said }] };
  const each: StateSummary = { ...none, name: "Each", kind: "lambda", status: "FAILED", attempts: 3, items };
  const table = runTable({ states: [each] }, 80, process.stdout);
  expect(table).toMatch(/^Each +2 ok, 1 failed +3 +- +- +RangeError: too far/m);
});
