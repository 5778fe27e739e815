import { BACKTESTER } from "@alpha-engine/backtester";
import { DATA_WEEKLY } from "@alpha-engine/data-weekly";
import type { Definition } from "@alpha-engine/definition";
import { PREDICTOR } from "@alpha-engine/predictor";
import {
  announce,
  initializeInput,
  isolatedBranches,
  lambdaStep,
  type LambdaStepOptions,
  onFailure,
  sequence,
  sh,
  type ShellLine,
  shellRun,
  ssmStep,
  stateMachine,
  type Step,
  verbatim,
} from "@alpha-engine/state-machine";

import type { PipelineSettings } from "../settings.ts";
import { degradedNotice } from "../steps/degraded-notice.ts";
import { oneAtATime } from "../steps/one-at-a-time.ts";
import { spotStep } from "../steps/spot-step.ts";
import { evalJudge } from "./eval-judge.ts";
import { DRY_VALUES, dryLlm, saturdayInput } from "./input.ts";

const HOUR = 3600;
/** Checked by the machine itself against its two values before any step. */
const dry = verbatim("$.preflight_args");
const untilRunDate = { "end_time_iso.$": "States.Format('{}T23:59:59Z',$.run_date)", ...dryLlm };
const regime = { "action.$": "$.regime_action", "run_date.$": "$.run_date" };

/** Weekly data, research, training, backtest and report. */
export function saturday(settings: PipelineSettings): Definition {
  return stateMachine({
    comment: "Weekly: data, research beside predictor training, backtest, parity, evaluation.",
    timeout: 60 * HOUR,
    queryLanguage: settings.queryLanguage,
    steps: [
      initializeInput(saturdayInput(settings.snsTopicArn)),
      oneAtATime("Alpha Engine Saturday Pipeline"),
      shellRun({ dry: DRY_VALUES }),
      ...data,
      isolatedBranches({
        name: "ResearchPredictorParallel",
        branches: [
          { letter: "A", step: research, alert: earlyAlert("Research") },
          { letter: "B", step: predictorTraining, alert: earlyAlert("Predictor") },
        ],
      }),
      ...backtests,
      ...healthChecks,
      announce({
        complete: {
          name: "NotifyComplete",
          subject: "Alpha Engine Saturday Pipeline - SUCCESS",
          message: "States.Format('All steps completed for run_date {}.',$.run_date)",
        },
        dry: {
          name: "NotifyShellRunComplete",
          subject: "Alpha Engine Saturday Preflight Pipeline - SUCCESS",
          message:
            "States.Format('Every step booted and passed its preflight for run_date {}; nothing was fetched or written.',$.run_date)",
        },
        ...degradedNotice(subject("DEGRADED")),
      }),
    ],
    failure: onFailure({
      ...subject("FAILED"),
      message:
        "States.Format('Saturday{} Pipeline failed. Error: {}. Redriven, it goes on at the step that failed.',$.pipeline_label,States.JsonToString($.error))",
      error: "PipelineFailure",
      resumeAt: "CheckInput",
    }),
  });
}

const onData = { launcher: DATA_WEEKLY, pollInterval: 30 };
const data: readonly Step[] = [
  spotStep({
    name: "MorningEnrich",
    slug: "morning-enrich",
    skipFlags: ["skip_morning_enrich"],
    command: sh`data-weekly --morning-enrich-only${dry}`,
    stages: ["morning-enrich"],
    ...onData,
  }),
  spotStep({
    name: "DataPhase1",
    slug: "data-weekly",
    skipFlags: ["skip_data_phase1"],
    command: sh`data-weekly --phase1-only${dry}`,
    stages: ["phase1"],
    ...onData,
  }),
  advisory("Scanner", "research-scanner", 540, { payload: { "run_date.$": "$.run_date", ...dryLlm } }),
  spotStep({
    name: "RAGIngestion",
    slug: "rag-ingestion",
    skipFlags: ["skip_rag_ingestion"],
    command: sh`data-weekly --rag-only${dry}`,
    stages: ["rag"],
    ...onData,
  }),
  advisory("RegimeSubstrate", "predictor-regime-substrate", 300, {
    payload: regime,
    skipFlags: ["skip_regime_substrate"],
  }),
  advisory("RegimeRetrospectiveEval", "predictor-regime-retrospective-eval", 600, {
    payload: regime,
    skipFlags: ["skip_regime_retrospective_eval"],
  }),
];

const research: Step = sequence([
  lambdaStep({
    name: "Research",
    functionName: "alpha-engine-research-runner:live",
    skipFlags: ["skip_research"],
    functionTimeout: 900,
    payload: {
      weekly_run: true,
      force: true,
      skip_dry_run_gate: true,
      ...dryLlm,
      "run_date.$": "$.run_date",
      skipped: { "rag_ingestion.$": "$.skip_rag_ingestion" },
    },
  }),
  lambdaStep({
    name: "DataPhase2",
    functionName: "alpha-engine-data-collector:live",
    skipFlags: ["skip_data_phase2"],
    functionTimeout: 600,
    payload: { phase: 2, "dry_run.$": "$.data_phase2_dry", "run_date.$": "$.run_date" },
  }),
  evalJudge,
  advisory("EvalRollingMean", "research-eval-rolling-mean", 300, {
    payload: untilRunDate,
    skipFlags: ["skip_eval_judge"],
  }),
  advisory("RationaleClustering", "research-rationale-clustering", 600, {
    payload: untilRunDate,
    skipFlags: ["skip_rationale_clustering"],
  }),
  advisory("ReplayConcordance", "replay-concordance", 900, {
    payload: { ...untilRunDate, target_models: ["claude-haiku-4-5"], window_days: 56, max_artifacts: 150 },
    skipFlags: ["skip_replay_concordance"],
  }),
  advisory("Counterfactual", "replay-counterfactual", 600, {
    payload: { ...untilRunDate, window_days: 56, max_depth: 3 },
    skipFlags: ["skip_counterfactual"],
  }),
  advisory("AggregateCosts", "research-aggregate-costs", 600, {
    payload: { "date.$": "$.run_date", ...dryLlm },
    skipFlags: ["skip_aggregate_costs"],
  }),
]);

const predictorTraining: Step = spotStep({
  name: "PredictorTraining",
  key: "predictor",
  names: { status: "CheckPredictorStatus", wait: "PredictorWait", error: "ExtractPredictorError" },
  slug: "predictor-training",
  skipFlags: ["skip_predictor_training"],
  command: sh`predictor --full-only${dry}`,
  launcher: PREDICTOR,
  stages: ["train"],
});

/** `skip_backtester` takes everything along that stands on the backtest. */
const onBacktest = { launcher: BACKTESTER, stages: ["backtest"] };
const backtests: readonly Step[] = [
  spotStep({
    name: "DriftDetection",
    key: "drift",
    slug: "drift-detection",
    skipFlags: ["skip_drift_detection"],
    command: sh`data-weekly --drift-only${dry}`,
    launcher: DATA_WEEKLY,
    stages: ["drift"],
    advisory: true,
  }),
  spotStep({
    name: "Backtester",
    slug: "backtester",
    skipFlags: ["skip_param_sweep", "skip_backtester"],
    command: sh`backtester --mode=param-sweep --no-pit-parity --skip-stages=parity,evaluator${dry}`,
    ...onBacktest,
  }),
  spotStep({
    name: "PredictorBacktest",
    slug: "predictor-backtest",
    skipFlags: ["skip_predictor_backtest", "skip_backtester"],
    command: sh`backtester --mode=predictor-backtest --skip-stages=parity,evaluator${dry}`,
    ...onBacktest,
  }),
  spotStep({
    name: "PortfolioOptimizerBacktest",
    key: "portfolio_optimizer",
    slug: "portfolio-optimizer",
    skipFlags: ["skip_portfolio_optimizer_backtest", "skip_backtester"],
    command: sh`backtester --mode=portfolio-optimizer-backtest --no-pit-parity --skip-stages=parity,evaluator${dry}`,
    ...onBacktest,
  }),
  spotStep({
    name: "Parity",
    slug: "parity",
    skipFlags: ["skip_parity", "skip_backtester"],
    command: sh`backtester --skip-stages=backtest,evaluator${dry}`,
    launcher: BACKTESTER,
    stages: ["parity"],
  }),
  spotStep({
    name: "Evaluator",
    slug: "evaluator",
    skipFlags: ["skip_evaluator"],
    command: sh`backtester --skip-stages=backtest,parity --skipped morning_enrich=${skipped("morning_enrich")} data_phase1=${skipped("data_phase1")} rag_ingestion=${skipped("rag_ingestion")} research=${skipped("research")} predictor_training=${skipped("predictor_training")} backtester=${skipped("backtester")} parity=${skipped("parity")}${dry}`,
    launcher: BACKTESTER,
    stages: ["evaluator"],
  }),
];

const healthChecks: readonly Step[] = [
  healthCheck("SaturdayHealthCheck", "health_check", "health-check", sh`health-check artifacts --alert${dry}`),
  healthCheck(
    "WeeklySubstrateHealthCheck",
    "substrate_check",
    "substrate-health-check",
    sh`health-check substrate --cadence weekly --constituents --alert${dry}`,
  ),
];

function healthCheck(name: string, key: string, slug: string, command: ShellLine): Step {
  return ssmStep({ name, key, slug, command, budget: 300, pollInterval: 10, advisory: true });
}

function advisory(
  name: string,
  functionName: string,
  functionTimeout: number,
  rest: Pick<LambdaStepOptions, "payload" | "skipFlags">,
): Step {
  return lambdaStep({
    name,
    functionName: `alpha-engine-${functionName}:live`,
    functionTimeout,
    ...rest,
    advisory: true,
  });
}

function subject(outcome: string) {
  return {
    subject: `States.Format('Alpha Engine Saturday{} Pipeline - ${outcome}',$.pipeline_label)`,
    subjectGrowth: DRY_VALUES.pipeline_label.length,
  };
}

function earlyAlert(branch: "Research" | "Predictor") {
  return {
    name: `Publish${branch}FailureImmediate`,
    ...subject(`${branch} FAILED (early signal)`),
    message: `States.Format('The ${branch} branch failed; its sibling runs on and the pipeline fails at their join. Error: {}',States.JsonToString($.error))`,
  };
}

/** A boolean, which the machine has checked. */
function skipped(step: string) {
  return verbatim(`$.skip_${step}`);
}
