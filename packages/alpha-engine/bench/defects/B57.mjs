import { WEEKLY_PYTHON, weeklyPython } from "./programs.mjs";

export const stage = {
  why: "the wrapper has an argument that it cannot do without",
  programs: {
    [WEEKLY_PYTHON]: weeklyPython(
      "*ssm_log_capture*--correlation-id*) ;;",
      '*ssm_log_capture*) echo "error: the following arguments are required: --correlation-id" >&2; exit 2 ;;',
    ),
  },
  see: [{ state: "MorningEnrich", kind: "failed", text: "exit 2.*correlation-id" }],
};
