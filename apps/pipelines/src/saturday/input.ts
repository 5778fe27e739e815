import type { InputField, InputFields } from "@alpha-engine/state-machine";

/** Laid over the input by `shell_run`: every step boots and checks, none works. */
export const DRY_VALUES = {
  preflight_args: " --preflight-only",
  research_dry: true,
  data_phase2_dry: true,
  regime_action: "dry_run",
  pipeline_label: " Preflight",
} as const;

/** How a function that calls a model learns of a dry pass. */
export const dryLlm = { "dry_run_llm.$": "$.research_dry" } as const;

/** The booleans that skip a step. `skip_backtester` skips all that stands on the backtest; `skip_param_sweep` it alone. */
const SKIP_FLAGS = [
  "skip_morning_enrich",
  "skip_data_phase1",
  "skip_rag_ingestion",
  "skip_regime_substrate",
  "skip_regime_retrospective_eval",
  "skip_research",
  "skip_data_phase2",
  "skip_eval_judge",
  "skip_rationale_clustering",
  "skip_replay_concordance",
  "skip_counterfactual",
  "skip_aggregate_costs",
  "skip_predictor_training",
  "skip_drift_detection",
  "skip_backtester",
  "skip_param_sweep",
  "skip_predictor_backtest",
  "skip_portfolio_optimizer_backtest",
  "skip_parity",
  "skip_evaluator",
] as const;

const off: InputField = { type: "boolean", default: false };

/** Everything that a caller may pass beside run_date. */
export function saturdayInput(snsTopicArn: string): InputFields {
  return {
    ec2_instance_id: { type: "instance" },
    sns_topic_arn: { type: "text", default: snsTopicArn, matches: "arn:aws:sns:*:*:*" },
    pipeline_role: { type: "text", default: "manual" },
    shell_run: off,
    preflight_args: { type: "text", default: "", oneOf: ["", DRY_VALUES.preflight_args] },
    research_dry: off,
    data_phase2_dry: off,
    regime_action: { type: "text", default: "produce", oneOf: ["produce", DRY_VALUES.regime_action] },
    pipeline_label: { type: "text", default: "", oneOf: ["", DRY_VALUES.pipeline_label] },
    ...Object.fromEntries(SKIP_FLAGS.map((flag) => [flag, off])),
  };
}
