import { expect, test } from "vitest";

import { referenceScripts } from "./reference.ts";

const stages = [
  { name: "backtest", command: "backtester-workload backtest --fast", timeout: 900 },
  { name: "parity", command: "backtester-workload parity", timeout: 300 },
];
const budgets = { bootstrap: 60, deps: 30, preflight: 120 };

test("each stage is a script of its own inside log-capture, behind bootstrap and deps", () => {
  const scripts = referenceScripts({ stages, preflightOnly: false, budgets });
  expect(scripts.map(({ name, timeout }) => [name, timeout])).toEqual([
    ["bootstrap", 60],
    ["deps", 30],
    ["backtest", 900],
    ["parity", 300],
  ]);
  expect(scripts[1]?.lines.at(-1)).toBe("command -v log-capture backtester-workload");
  expect(scripts[2]?.lines.at(-1)).toBe(
    'log-capture run --slug spot-backtest --log /var/log/spot-backtest.log -- backtester-workload backtest --fast --bucket "$S3_BUCKET" --run-date "$RUN_DATE"',
  );
});

test("a dry pass runs no stage: one script that only checks", () => {
  const scripts = referenceScripts({ stages, preflightOnly: true, budgets });
  expect(scripts.map(({ name }) => name)).toEqual(["bootstrap", "deps", "preflight"]);
  const checks = scripts[2]?.lines.slice(1) ?? [];
  expect(checks).toHaveLength(2);
  expect(checks.every((line) => line.includes(" --preflight-only "))).toBe(true);
});
