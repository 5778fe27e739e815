import type { InputContract } from "../input/contract.ts";

/** The booleans that skip a step. A skipped backtest takes parity with it. */
export const SKIP_FLAGS = [
  "skip_morning_enrich",
  "skip_data_phase1",
  "skip_rag_ingestion",
  "skip_research",
  "skip_predictor_training",
  "skip_backtester",
  "skip_parity",
  "skip_evaluator",
] as const;

/** Laid over the input by `shell_run`: every step boots and checks, none works. */
export const DRY_VALUES = {
  preflight_args: " --preflight-only",
  research_dry: true,
  data_phase2_dry: true,
  regime_action: "dry_run",
  pipeline_label: " Preflight",
} as const;

export const REAL_VALUES = {
  preflight_args: "",
  research_dry: false,
  data_phase2_dry: false,
  regime_action: "produce",
  pipeline_label: "",
} as const;

/** What a caller may pass. */
export const saturdayInput: InputContract = {
  booleans: ["shell_run", "research_dry", "data_phase2_dry", ...SKIP_FLAGS],
  strings: {
    run_date: "date",
    preflight_args: [REAL_VALUES.preflight_args, DRY_VALUES.preflight_args],
    regime_action: [REAL_VALUES.regime_action, DRY_VALUES.regime_action],
    pipeline_label: [REAL_VALUES.pipeline_label, DRY_VALUES.pipeline_label],
    pipeline_role: "text",
    sns_topic_arn: "text",
  },
  lists: ["ec2_instance_id"],
};
