import { WEEKLY_PYTHON, weeklyPython } from "./programs.mjs";

export const stage = {
  why: "the last check fails",
  programs: {
    [WEEKLY_PYTHON]: weeklyPython('*health_checker.py*) echo "3 artifacts are stale" >&2; exit 1 ;;'),
  },
  see: [{ state: "SaturdayHealthCheck", kind: "false-success" }],
};
