import { UsageError } from "@alpha-engine/command-line";
import type { ReferenceStage } from "@alpha-engine/spot-workload";

export type StageName = "backtest" | "parity" | "evaluator";

interface BacktesterStage {
  /** Names logs, staging and instance when it runs alone. */
  readonly slug: string;
  readonly timeout: number;
}

export const STAGES: Readonly<Record<StageName, BacktesterStage>> = {
  backtest: { slug: "backtester", timeout: 7200 },
  parity: { slug: "parity", timeout: 7200 },
  evaluator: { slug: "evaluator", timeout: 7200 },
};

export const BUDGETS = { bootstrap: 600, deps: 1200, preflight: 900 } as const;
/** What the config file may give commands and budgets for. */
export const SCRIPTS: readonly string[] = ["bootstrap", "deps", "preflight", ...Object.keys(STAGES)];

/** The stages that remain, in their order. */
export function stagesWithout(skipped: readonly string[]): readonly StageName[] {
  const all = Object.keys(STAGES) as StageName[];
  const unknown = skipped.find((name) => !all.some((stage) => stage === name));
  if (unknown !== undefined)
    throw new UsageError(`--skip-stages: no stage "${unknown}"; expected some of ${all.join(", ")}`);
  const left = all.filter((stage) => !skipped.includes(stage));
  if (left.length === 0) throw new UsageError("--skip-stages: every stage is skipped, nothing is left to run");
  return left;
}

/** One stage over the reference workload. */
export function referenceStage(
  name: StageName,
  options: { readonly mode: string; readonly skipped: readonly string[] },
): ReferenceStage {
  const more = {
    backtest: ` --mode ${options.mode}`,
    parity: "",
    evaluator: options.skipped.map((pair) => ` --skipped ${pair}`).join(""),
  };
  return { name, command: `backtester-workload ${name}${more[name]}`, timeout: STAGES[name].timeout };
}
