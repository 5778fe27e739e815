import { WEEKLY_PYTHON, weeklyPython } from "./programs.mjs";

const talkative = [
  "Backtester",
  "PredictorBacktest",
  "PortfolioOptimizerBacktest",
  "Parity",
  "Evaluator",
  "SaturdayHealthCheck",
];
export const stage = {
  why: "steps write more than SSM keeps",
  words: ["PredictorTraining", "ModelZooSelect", ...talkative].flatMap((state) => [
    "--fault",
    `${state}:ssm:truncated`,
  ]),
  programs: { [WEEKLY_PYTHON]: weeklyPython() },
  see: [{ kind: "FAILED", text: "States.DataLimitExceeded" }],
};
