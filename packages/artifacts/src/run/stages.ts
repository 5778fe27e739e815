interface StageOrigin {
  /** The state of the pipeline that makes it. */
  readonly step: string;
  /** The command that makes it, without bucket and date. */
  readonly command?: string;
}

/** The artifacts the applications hand to each other: `<area>` or `<area>/<name>`. */
export type Stage =
  | "data/daily_closes"
  | "data/prices"
  | "data/rag"
  | "signals"
  | "predictor"
  | "backtest/simulation"
  | "backtest/parity"
  | "backtest/evaluator";

const ORIGINS: Readonly<Record<Stage, StageOrigin>> = {
  "data/daily_closes": { step: "MorningEnrich", command: "data-weekly-workload morning-enrich" },
  "data/prices": { step: "DataPhase1", command: "data-weekly-workload phase1" },
  "data/rag": { step: "RAGIngestion", command: "data-weekly-workload rag" },
  signals: { step: "Research" },
  predictor: { step: "PredictorTraining", command: "predictor-workload train" },
  "backtest/simulation": { step: "Backtester", command: "backtester-workload backtest" },
  "backtest/parity": { step: "Parity", command: "backtester-workload parity" },
  "backtest/evaluator": { step: "Evaluator", command: "backtester-workload evaluator" },
};

/** Where the files of a stage lie: `data/prices` of 2026-01-03 is `data/2026-01-03/prices/`. */
export function stagePrefix(stage: Stage, runDate: string): string {
  const [area, ...rest] = stage.split("/");
  return [area, runDate, ...rest, ""].join("/");
}

/** The step to run when a stage is missing. */
export function stageHint(stage: Stage, bucket: string, runDate: string): string {
  const { step, command } = ORIGINS[stage];
  return `${step} makes it${command === undefined ? "" : `: ${command} --bucket ${bucket} --run-date ${runDate}`}`;
}
