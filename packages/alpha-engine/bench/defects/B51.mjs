import { WEEKLY_PYTHON, weeklyPython } from "./programs.mjs";

export const stage = {
  why: "the training fails in a run with a label, as the one on Fridays has",
  input: { pipeline_label: " Preflight" },
  words: ["--fail", "PredictorTraining"],
  programs: { [WEEKLY_PYTHON]: weeklyPython() },
  see: [{ state: "PublishPredictorFailureImmediate", kind: "failed", text: "InvalidParameter" }],
};
