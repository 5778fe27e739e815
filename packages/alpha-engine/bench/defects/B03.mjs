import { WEEKLY_PYTHON, weeklyPython } from "./programs.mjs";

const talkative = ["MorningEnrich", "DataPhase1", "RAGIngestion", "PredictorTraining"];
export const stage = {
  why: "steps write more than SSM keeps",
  words: talkative.flatMap((state) => ["--fault", `${state}:ssm:truncated`]),
  programs: { [WEEKLY_PYTHON]: weeklyPython() },
  see: [{ state: "ResearchPredictorParallel", kind: "FAILED", text: "States.DataLimitExceeded" }],
};
