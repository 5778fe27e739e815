import type { Phase } from "@alpha-engine/backtester";

import type { Run } from "../../stages/open-run.ts";
import type { Stage } from "../../stages/stage.ts";
import { covEstimatorSweep, gammaSweep, portfolioOptimizerGate } from "../optimizer/optimizer-phases.ts";
import { byCost, byRegime, byYear } from "../predictor/evaluations.ts";
import { predictorPipeline } from "../predictor/predictor-pipeline.ts";
import type { PhaseOptions } from "./phase-options.ts";
import { pitParity } from "./pit-parity.ts";
import { simulation } from "./simulation.ts";

interface PhaseWork {
  /** What it cannot do without, for the preflight; what other phases of the same mode make is not looked for. */
  readonly reads: readonly Stage[];
  readonly work: (run: Run, log: (line: string) => void, options: PhaseOptions) => Promise<void>;
}

/** Each phase writes the stage of its name: `backtest/<run_date>/<phase>/`. */
export const PHASE_WORK: Readonly<Record<Phase, PhaseWork>> = {
  simulation: { reads: ["data/prices"], work: simulation },
  predictor_pipeline: { reads: ["data/prices", "predictor"], work: predictorPipeline },
  phase4a: { reads: ["backtest/predictor_pipeline"], work: byYear },
  phase4b: { reads: ["data/prices", "backtest/predictor_pipeline"], work: byRegime },
  phase4c: { reads: ["data/prices", "backtest/predictor_pipeline"], work: byCost },
  cov_estimator_sweep: { reads: ["data/prices"], work: covEstimatorSweep },
  gamma_sweep: { reads: ["data/prices", "backtest/cov_estimator_sweep"], work: gammaSweep },
  portfolio_optimizer_gate: { reads: ["backtest/gamma_sweep"], work: portfolioOptimizerGate },
  pit_parity: { reads: ["data/prices"], work: pitParity },
};
