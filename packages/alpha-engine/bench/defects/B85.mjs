import { NOTHING_WEEKLY, WEEKLY_PYTHON, weeklyPython } from "./programs.mjs";

export const stage = {
  why: "the box is lost under a step, and who is told is to be told that",
  input: { ...NOTHING_WEEKLY, skip_weekly_run_day_gate: true, skip_predictor_training: false },
  words: ["--fault", "PredictorTraining:ssm:undeliverable"],
  config: { pipelines: { machine: { rehearsal: { expect: { notifications: ["SubstrateLost"] } } } } },
  programs: { [WEEKLY_PYTHON]: weeklyPython() },
  see: [{ kind: "expectation-unmet", text: "SubstrateLost" }],
};
