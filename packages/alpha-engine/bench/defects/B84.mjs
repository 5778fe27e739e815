import { NOTHING_WEEKLY, WEEKLY_PYTHON, weeklyPython } from "./programs.mjs";

export const stage = {
  why: "the box is gone in the middle of a step",
  input: { ...NOTHING_WEEKLY, skip_weekly_run_day_gate: true, skip_morning_enrich: false },
  programs: { [WEEKLY_PYTHON]: weeklyPython("*morning-enrich*) sudo shutdown -h now; sleep 60 ;;") },
  see: [{ state: "MorningEnrich", kind: "failed", text: "InvalidInstanceId" }],
};
