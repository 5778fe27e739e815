import { SpotWorkloadError, type LauncherStage } from "@alpha-engine/spot-workload/launcher";

import { choosePhases } from "./choose-phases.ts";
import type { BacktesterFlags } from "./flags.ts";
import { MODES, type ModeName, PHASES } from "./modes.ts";
import { type StageName, STAGES } from "./stage-names.ts";

/** What the flags of a run come to. */
export interface BacktesterPlan {
  readonly slug: string;
  readonly stages: readonly LauncherStage[];
  readonly heartbeats: readonly string[];
}

/** Checks the flags against each other and says what they come to. */
export function planOf(flags: BacktesterFlags): BacktesterPlan {
  const skipped = flags.skipStages ?? [];
  const left = STAGES.filter((stage) => !skipped.includes(stage));
  const [only, ...more] = left;
  if (only === undefined)
    throw new SpotWorkloadError("USAGE", "--skip-stages: every stage is skipped, nothing is left to run");
  refuseContradictions(flags, left);
  const mode = modeOf(flags);
  const { isSmoke, slug } = MODES[mode];
  const isReal = !isSmoke && flags.dryRun !== true;
  const slugs = { backtest: slug, parity: "parity", evaluator: "evaluator" };
  const runsSmoke = isSmoke && left.includes("backtest");
  return {
    slug: more.length === 0 ? slugs[only] : runsSmoke ? "backtester-smoke" : "backtester",
    stages: runsSmoke
      ? [{ name: "smoke", command: backtestCommand(mode, flags) }]
      : left.map((stage) => stageOf(stage, mode, flags)),
    heartbeats: isReal
      ? left.flatMap((stage) => (stage === "backtest" ? backtestHeartbeats(mode) : [slugs[stage]]))
      : [],
  };
}

/** Each of the three modes has its own, so that an alarm on one is not quietened by another. */
function backtestHeartbeats(mode: ModeName): readonly string[] {
  const modes: readonly ModeName[] =
    mode === "all" ? ["param-sweep", "predictor-backtest", "portfolio-optimizer-backtest"] : [mode];
  return modes.map((name) => MODES[name].slug);
}

function modeOf({ mode, smokeOnly }: BacktesterFlags): ModeName {
  if (smokeOnly !== true) return mode ?? "all";
  if (mode !== undefined && !MODES[mode].isSmoke) {
    throw new SpotWorkloadError("USAGE", `--smoke-only and --mode=${mode} contradict each other; give one`);
  }
  return mode ?? "smoke";
}

/** A flag of a stage that is not run says two things: that it is, and that it is not. */
function refuseContradictions(flags: BacktesterFlags, left: readonly StageName[]): void {
  const of: readonly (readonly [StageName, string, unknown])[] = [
    ["backtest", "--mode", flags.mode],
    ["backtest", "--smoke-only", flags.smokeOnly],
    ["backtest", "--only-phases", flags.explicit.onlyPhases],
    ["backtest", "--skip-phases", flags.explicit.skipPhases],
    ["backtest", "--force-phases", flags.explicit.forcePhases],
    ["backtest", "--skip-phase4-evaluations", flags.explicit.skipPhase4Evaluations],
    ["backtest", "--pit-parity-enabled", flags.pitParityEnabled],
    ["evaluator", "--freeze-evaluator", flags.explicit.freezeEvaluator],
    ["evaluator", "--skipped", flags.skipped],
  ];
  for (const [stage, flag, value] of of) {
    if (value === undefined || left.includes(stage)) continue;
    throw new SpotWorkloadError("USAGE", `${flag} and --skip-stages contradict each other: ${stage} is skipped`);
  }
  const pairs = [
    ["--no-pit-parity", flags.pitParity === false, "--pit-parity-enabled", flags.pitParityEnabled === true],
    ["--force", flags.explicit.force === true, "--force-phases", flags.explicit.forcePhases !== undefined],
    ["--dry-run", flags.explicit.dryRun === true, "--smoke-only", flags.smokeOnly === true],
  ] as const;
  for (const [one, isOne, other, isOther] of pairs) {
    if (isOne && isOther) throw new SpotWorkloadError("USAGE", `${one} and ${other} contradict each other; give one`);
  }
}

function stageOf(name: StageName, mode: ModeName, flags: BacktesterFlags): LauncherStage {
  const dry = flags.dryRun === true ? " --dry-run" : "";
  switch (name) {
    case "backtest":
      return { name, command: backtestCommand(mode, flags) };
    case "parity":
      return { name, command: `parity${dry}` };
    case "evaluator": {
      const skipped = (flags.skipped ?? []).map((pair) => ` --skipped ${pair}`).join("");
      return { name, command: `evaluator${dry}${flags.freezeEvaluator === true ? " --freeze" : ""}${skipped}` };
    }
  }
}

/** Every word is one of a vocabulary: nothing here needs quotes. */
function backtestCommand(mode: ModeName, flags: BacktesterFlags): string {
  const phases = choosePhases(mode, flags);
  const all = MODES[mode].phases.length === phases.length ? "" : ` --phases ${phases.join(",")}`;
  const forced = flags.force === true ? PHASES.filter((phase) => phases.includes(phase)) : (flags.forcePhases ?? []);
  return [
    `backtest --mode ${mode}${all}`,
    ...(forced.length > 0 ? [`--force-phases ${forced.join(",")}`] : []),
    ...(flags.dryRun === true ? ["--dry-run"] : []),
    ...(flags.useVectorizedSweep === true ? ["--use-vectorized-sweep"] : []),
  ].join(" ");
}
