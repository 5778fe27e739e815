import { expect, test } from "vitest";

import { planBudget } from "../budget/plan-budget.ts";
import { launcherBudget } from "./launcher-budget.ts";

const budgets = { bootstrap: 600, deps: "15m", preflight: 900, phase1: 5400, "drift-smoke": 60 } as const;

test("a step has time for every attempt of the stages, behind bootstrap and deps, in the launcher's own arithmetic", () => {
  const scripts = [
    { name: "bootstrap", timeout: 600 },
    { name: "deps", timeout: 900 },
    { name: "phase1", timeout: 5400 },
  ];
  const budget = launcherBudget({ budgets }, ["phase1"]);
  expect(budget).toEqual(planBudget({ scripts }));
  expect(budget.needed).toBe(2 * (780 + 600 + 900 + 5400) + 20 + 120);
  expect(() => planBudget({ scripts, budget: { stepTimeout: budget.needed } })).not.toThrow();
  expect(() => planBudget({ scripts, budget: { stepTimeout: budget.needed - 1 } })).toThrow("do not fit");
});

test("a preflight that takes longer than the stages counts", () => {
  expect(launcherBudget({ budgets }, ["drift-smoke"]).scripts).toBe(600 + 900 + 900);
});

test("attempts, back-off and boot can be others", () => {
  const options = { maxAttempts: 1, retryBackoff: "1m", budget: { boot: "5m", margin: 0 } } as const;
  expect(launcherBudget({ budgets }, ["phase1"], options).needed).toBe(300 + 600 + 900 + 5400);
});

test("a stage without a budget is refused with the names that have one", () => {
  expect(() => launcherBudget({ budgets }, ["phase9"])).toThrow(
    "no budget for the script phase9; there are bootstrap, deps, preflight, phase1, drift-smoke",
  );
});
