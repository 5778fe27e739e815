export { SCRIPTS } from "./launcher/stages.ts";
export { backtest } from "./workload/backtest/backtest.ts";
export { evaluator, type Skipped } from "./workload/evaluator/evaluator.ts";
export { parity } from "./workload/parity/parity.ts";
