interface StageOrigin {
  /** The state of the pipeline that makes it. */
  readonly step: string;
  /** The command that makes it, without bucket and date. */
  readonly command?: string | undefined;
}

/** The artifacts that the workloads hand to each other: `<area>` or `<area>/<name>`. */
export type Stage = NamedStage | `predictor/zoo/${string}`;

type NamedStage =
  | "data/daily_closes"
  | "data/prices"
  | "data/rag"
  | "data/drift"
  | "data/smoke"
  | "signals"
  | "predictor"
  | "predictor/selection"
  | "backtest/simulation"
  | "backtest/predictor_pipeline"
  | "backtest/phase4a"
  | "backtest/phase4b"
  | "backtest/phase4c"
  | "backtest/cov_estimator_sweep"
  | "backtest/gamma_sweep"
  | "backtest/portfolio_optimizer_gate"
  | "backtest/pit_parity"
  | "backtest/parity"
  | "backtest/evaluator"
  | "backtest/promotion";

const PREDICTOR_BACKTEST = {
  step: "PredictorBacktest",
  command: "backtester-workload backtest --mode predictor-backtest",
};
const OPTIMIZER_BACKTEST = {
  step: "PortfolioOptimizerBacktest",
  command: "backtester-workload backtest --mode portfolio-optimizer-backtest",
};

const ORIGINS: Readonly<Record<NamedStage, StageOrigin>> = {
  "data/daily_closes": { step: "MorningEnrich", command: "data-weekly-workload morning-enrich" },
  "data/prices": { step: "DataPhase1", command: "data-weekly-workload phase1" },
  "data/rag": { step: "RAGIngestion", command: "data-weekly-workload rag" },
  "data/drift": { step: "DriftDetection", command: "data-weekly-workload drift" },
  "data/smoke": { step: "the smoke run", command: "data-weekly-workload smoke" },
  signals: { step: "Research" },
  predictor: { step: "PredictorTraining", command: "predictor-workload train" },
  "predictor/selection": { step: "the model zoo", command: "predictor-workload model-zoo-select" },
  "backtest/simulation": { step: "Backtester", command: "backtester-workload backtest" },
  "backtest/predictor_pipeline": PREDICTOR_BACKTEST,
  "backtest/phase4a": PREDICTOR_BACKTEST,
  "backtest/phase4b": PREDICTOR_BACKTEST,
  "backtest/phase4c": PREDICTOR_BACKTEST,
  "backtest/cov_estimator_sweep": OPTIMIZER_BACKTEST,
  "backtest/gamma_sweep": OPTIMIZER_BACKTEST,
  "backtest/portfolio_optimizer_gate": OPTIMIZER_BACKTEST,
  "backtest/pit_parity": PREDICTOR_BACKTEST,
  "backtest/parity": { step: "Parity", command: "backtester-workload parity" },
  "backtest/evaluator": { step: "Evaluator", command: "backtester-workload evaluator" },
  "backtest/promotion": { step: "Evaluator", command: "backtester-workload evaluator" },
};

/** The step to run when a stage is missing. */
export function stageHint(stage: Stage, bucket: string, runDate: string): string {
  const { step, command } = originOf(stage);
  return `${step} makes it${command === undefined ? "" : `: ${command} --bucket ${bucket} --run-date ${runDate}`}`;
}

function originOf(stage: Stage): StageOrigin {
  if (stage in ORIGINS) return ORIGINS[stage as NamedStage];
  return { step: "the model zoo", command: `predictor-workload model-zoo-spec --spec ${stage.split("/").at(-1)}` };
}
