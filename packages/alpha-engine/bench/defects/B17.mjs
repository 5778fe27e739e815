import { gitThat, WEEKLY_PYTHON, weeklyPython } from "./programs.mjs";

export const stage = {
  why: "a pull takes a second, and two at once in a checkout meet each other",
  programs: {
    [WEEKLY_PYTHON]: weeklyPython(),
    "/usr/local/sbin/git": gitThat(
      'pull*) held="/tmp/pulled-${at##*/}"',
      '  mkdir "$held" 2>/dev/null || { echo "fatal: Cannot fast-forward to multiple branches." >&2; exit 128; }',
      '  sleep 1; rmdir "$held" ;;',
    ),
  },
  see: [{ state: "TrainSpecDispatch", kind: "failed", text: "exit 128" }],
};
