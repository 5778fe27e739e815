import { vocabulary } from "./choose-phases.ts";

export type StageName = "backtest" | "parity" | "evaluator";

/** In the order in which they run. */
export const STAGES: readonly StageName[] = ["backtest", "parity", "evaluator"];

/** Option parser: names of stages with commas. */
export function stageList(text: string): readonly string[] {
  return vocabulary("--skip-stages", "stage", text, STAGES);
}
