import { NOTHING_WEEKLY, WEEKLY_PYTHON, weeklyPython } from "./programs.mjs";

export const stage = {
  why: "all is done, and nobody can be told",
  input: NOTHING_WEEKLY,
  words: ["--fault", "NotifyComplete:sns:refused"],
  programs: { [WEEKLY_PYTHON]: weeklyPython() },
  see: [{ kind: "FAILED" }],
};
