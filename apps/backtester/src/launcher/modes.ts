/** What the stage `backtest` does: which phases, in order. */
export interface BacktestMode {
  readonly description: string;
  readonly phases: readonly Phase[];
  /** Names logs and instance when the mode runs alone, and its heartbeat; a smoke has none. */
  readonly slug: string;
  readonly isSmoke: boolean;
}

export type Phase =
  | "simulation"
  | "predictor_pipeline"
  | "phase4a"
  | "phase4b"
  | "phase4c"
  | "pit_parity"
  | "portfolio_optimizer_gate"
  | "cov_estimator_sweep"
  | "gamma_sweep";

const PHASE4 = ["phase4a", "phase4b", "phase4c"] as const;
const PREDICTOR = ["predictor_pipeline", ...PHASE4] as const;
const OPTIMIZER = ["cov_estimator_sweep", "gamma_sweep", "portfolio_optimizer_gate"] as const;
const PARITY = "pit_parity";
const ALL = ["simulation", ...PREDICTOR, ...OPTIMIZER, PARITY] as const;

export const PHASES: readonly Phase[] = ALL;
/** What --skip-phase4-evaluations skips. */
export const PHASE4_EVALUATIONS: readonly Phase[] = PHASE4;

export type ModeName = "param-sweep" | "predictor-backtest" | "portfolio-optimizer-backtest" | "all" | SmokeName;
type SmokeName =
  | "smoke"
  | "smoke-simulate"
  | "smoke-param-sweep"
  | "smoke-predictor-backtest"
  | "smoke-phase4"
  | "smoke-predictor-param-sweep";

export const MODES: Readonly<Record<ModeName, BacktestMode>> = {
  "param-sweep": real("sweep the parameters of the strategy", "backtester", ["simulation", PARITY]),
  "predictor-backtest": real("trade on the predictor's forecasts", "predictor-backtest", [...PREDICTOR, PARITY]),
  "portfolio-optimizer-backtest": real("size positions by mean and variance", "portfolio-optimizer", [
    ...OPTIMIZER,
    PARITY,
  ]),
  all: real("all three: the default", "backtester", ALL),
  smoke: smoke("all three on the last years, below .smoke/", ALL),
  "smoke-simulate": smoke("one candidate of the sweep, likewise", ["simulation"]),
  "smoke-param-sweep": smoke("param-sweep, likewise", ["simulation", PARITY]),
  "smoke-predictor-backtest": smoke("predictor-backtest without phase 4, likewise", [
    "predictor_pipeline",
    "pit_parity",
  ]),
  "smoke-phase4": smoke("predictor-backtest with phase 4, likewise", ["predictor_pipeline", ...PHASE4]),
  "smoke-predictor-param-sweep": smoke("the thresholds of predictor-backtest, likewise", ["predictor_pipeline"]),
};

export const MODE_NAMES: readonly ModeName[] = Object.keys(MODES) as ModeName[];

function real(description: string, slug: string, phases: readonly Phase[]): BacktestMode {
  return { description, phases, slug, isSmoke: false };
}

function smoke(description: string, phases: readonly Phase[]): BacktestMode {
  return { description, phases, slug: "backtester-smoke", isSmoke: true };
}
