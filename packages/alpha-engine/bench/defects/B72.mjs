import { WEEKLY_PYTHON, weeklyPython } from "./programs.mjs";

export const stage = {
  why: "what init writes, with a list to train",
  programs: { [WEEKLY_PYTHON]: weeklyPython() },
  see: [{ state: "WeeklySubstrateHealthCheck", kind: "failed", text: "invalid signal specification" }],
};
