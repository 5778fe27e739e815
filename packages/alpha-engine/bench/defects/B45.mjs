import { NOTHING_WEEKLY, WEEKLY_PYTHON, weeklyPython } from "./programs.mjs";

export const stage = {
  why: "all but one backtest is left out",
  input: { ...NOTHING_WEEKLY, skip_backtester: null, skip_backtester_stage_only: true, skip_parity: false },
  config: { pipelines: { machine: { rehearsal: { expect: { exit: { Backtester: null, Parity: 0 } } } } } },
  programs: { [WEEKLY_PYTHON]: weeklyPython() },
};
