import { BACKTESTER } from "@alpha-engine/backtester";
import { DATA_WEEKLY } from "@alpha-engine/data-weekly";
import { PREDICTOR } from "@alpha-engine/predictor";
import { launcherBudget, type LauncherApp } from "@alpha-engine/spot-workload/launcher";
import { onFailure, sh, stateMachine } from "@alpha-engine/state-machine";
import { expect, test } from "vitest";

import { statesOf } from "../compare/compare.ts";
import { saturday } from "../saturday/saturday.ts";
import { spotStep } from "./spot-step.ts";

const TOPIC = "arn:aws:sns:us-east-1:000000000000:alerts";

/** What SSM gives a command, by the state that sends it, and what the launcher in it is told. */
function timesOf(definition: Parameters<typeof statesOf>[0]) {
  return new Map(
    [...statesOf(definition)].flatMap(([name, { Parameters }]) => {
      const { Parameters: document } = (Parameters ?? {}) as { readonly Parameters?: Record<string, unknown> };
      const [budget] = (document?.["executionTimeout"] ?? []) as readonly string[];
      const told = /SF_EXECUTION_TIMEOUT='?(\d+)/.exec(JSON.stringify(document ?? {}))?.[1];
      return budget === undefined ? [] : [[name, { budget: Number(budget), told: told && Number(told) }]];
    }),
  );
}

test("every step of the Saturday that rents has twice its launcher's time, the pause and the margin", () => {
  const times = timesOf(saturday({ snsTopicArn: TOPIC }));
  const expected: readonly (readonly [state: string, launcher: LauncherApp, stage: string, seconds: number])[] = [
    ["MorningEnrich", DATA_WEEKLY, "morning-enrich", 15_500],
    ["DataPhase1", DATA_WEEKLY, "phase1", 15_500],
    ["RAGIngestion", DATA_WEEKLY, "rag", 11_900],
    ["PredictorTraining", PREDICTOR, "train", 15_500],
    ["DriftDetection", DATA_WEEKLY, "drift", 8300],
    ["Backtester", BACKTESTER, "backtest", 19_700],
    ["PredictorBacktest", BACKTESTER, "backtest", 19_700],
    ["PortfolioOptimizerBacktest", BACKTESTER, "backtest", 19_700],
    ["Parity", BACKTESTER, "parity", 19_700],
    ["Evaluator", BACKTESTER, "evaluator", 19_700],
  ];
  for (const [state, launcher, stage, seconds] of expected) {
    expect(launcherBudget(launcher, [stage]).needed, state).toBe(seconds);
    expect(times.get(state), state).toEqual({ budget: seconds, told: seconds });
  }
});

test("a launcher that may take longer has a step that may, and is told so", () => {
  const definition = (launcher: LauncherApp) =>
    stateMachine({
      comment: "One step.",
      failure: onFailure({
        subject: "FAILED",
        message: "States.Format('failed')",
        error: "Failure",
        resumeAt: "Phase1",
      }),
      timeout: "1d",
      steps: [
        spotStep({
          name: "Phase1",
          slug: "phase1",
          command: sh`data-weekly --phase1-only`,
          launcher,
          stages: ["phase1"],
        }),
      ],
    });
  const longer = { ...DATA_WEEKLY, budgets: { ...DATA_WEEKLY.budgets, phase1: "2h" } } as const;
  expect(timesOf(definition(DATA_WEEKLY)).get("Phase1")).toEqual({ budget: 15_500, told: 15_500 });
  expect(timesOf(definition(longer)).get("Phase1")).toEqual({ budget: 19_100, told: 19_100 });
});
