import type { Definition } from "@alpha-engine/definition";
import {
  announce,
  batchStep,
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
import { DRY_VALUES, saturdayInput } from "./input.ts";

const HOUR = 3600;
/** Checked by the machine itself against its two values before any step. */
const dry = verbatim("$.preflight_args");
const dryLlm = { "dry_run_llm.$": "$.research_dry" };
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

const onData = { deps: 900, pollInterval: 30 };
const data: readonly Step[] = [
  spotStep({
    name: "MorningEnrich",
    slug: "morning-enrich",
    skipFlags: ["skip_morning_enrich"],
    command: sh`data-weekly --morning-enrich-only${dry}`,
    work: 5400,
    ...onData,
  }),
  spotStep({
    name: "DataPhase1",
    slug: "data-weekly",
    skipFlags: ["skip_data_phase1"],
    command: sh`data-weekly --phase1-only${dry}`,
    work: 5400,
    ...onData,
  }),
  advisory("Scanner", "research-scanner", 540, { "run_date.$": "$.run_date", ...dryLlm }, []),
  spotStep({
    name: "RAGIngestion",
    slug: "rag-ingestion",
    skipFlags: ["skip_rag_ingestion"],
    command: sh`data-weekly --rag-only${dry}`,
    work: 3600,
    ...onData,
  }),
  advisory("RegimeSubstrate", "predictor-regime-substrate", 300, regime, ["skip_regime_substrate"]),
  advisory("RegimeRetrospectiveEval", "predictor-regime-retrospective-eval", 600, regime, [
    "skip_regime_retrospective_eval",
  ]),
];

const judged = "$.eval_judge_submit.Payload";
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
  batchStep({
    name: "EvalJudge",
    skipFlags: ["skip_eval_judge"],
    cadence: "ComputeEvalCadence",
    submit: {
      firstWeek: ["EvalJudgeSubmitFirstSaturday", submitJudge(true)],
      otherwise: ["EvalJudgeSubmitWeekly", submitJudge(false)],
    },
    poll: {
      functionName: "alpha-engine-research-eval-judge-poll:live",
      payload: {
        "batch_id.$": `${judged}.batch_id`,
        "submit_iso.$": "$.eval_judge_submit.calledAt",
        max_wait_seconds: 6 * HOUR,
        ...dryLlm,
      },
      functionTimeout: 60,
      retries: 2,
    },
    maxWait: 6 * HOUR,
    process: {
      functionName: "alpha-engine-research-eval-judge-process:live",
      payload: { "batch_id.$": `${judged}.batch_id`, "plan_s3_key.$": `${judged}.plan_s3_key`, ...dryLlm },
      functionTimeout: 900,
    },
  }),
  advisory("EvalRollingMean", "research-eval-rolling-mean", 300, untilRunDate, ["skip_eval_judge"]),
  advisory("RationaleClustering", "research-rationale-clustering", 600, untilRunDate, ["skip_rationale_clustering"]),
  advisory(
    "ReplayConcordance",
    "replay-concordance",
    900,
    { ...untilRunDate, target_models: ["claude-haiku-4-5"], window_days: 56, max_artifacts: 150 },
    ["skip_replay_concordance"],
  ),
  advisory("Counterfactual", "replay-counterfactual", 600, { ...untilRunDate, window_days: 56, max_depth: 3 }, [
    "skip_counterfactual",
  ]),
  advisory("AggregateCosts", "research-aggregate-costs", 600, { "date.$": "$.run_date", ...dryLlm }, [
    "skip_aggregate_costs",
  ]),
]);

const predictorTraining: Step = spotStep({
  name: "PredictorTraining",
  key: "predictor",
  names: { status: "CheckPredictorStatus", wait: "PredictorWait", error: "ExtractPredictorError" },
  slug: "predictor-training",
  skipFlags: ["skip_predictor_training"],
  command: sh`predictor --full-only${dry}`,
  deps: 900,
  work: 5400,
});

/** `skip_backtester` takes everything along that stands on the backtest. */
const onBacktest = { deps: 1200, work: 7200 };
const backtests: readonly Step[] = [
  spotStep({
    name: "DriftDetection",
    key: "drift",
    slug: "drift-detection",
    skipFlags: ["skip_drift_detection"],
    command: sh`data-weekly --drift-only${dry}`,
    deps: 900,
    work: 1800,
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
    ...onBacktest,
  }),
  spotStep({
    name: "Evaluator",
    slug: "evaluator",
    skipFlags: ["skip_evaluator"],
    command: sh`backtester --skip-stages=backtest,parity --skipped morning_enrich=${skipped("morning_enrich")} data_phase1=${skipped("data_phase1")} rag_ingestion=${skipped("rag_ingestion")} research=${skipped("research")} predictor_training=${skipped("predictor_training")} backtester=${skipped("backtester")} parity=${skipped("parity")}${dry}`,
    ...onBacktest,
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
  payload: LambdaStepOptions["payload"],
  skipFlags: readonly string[],
): Step {
  const live = `alpha-engine-${functionName}:live`;
  return lambdaStep({ name, functionName: live, functionTimeout, payload, skipFlags, advisory: true });
}

function submitJudge(force: boolean) {
  return {
    functionName: "alpha-engine-research-eval-judge-submit:live",
    payload: { force_sonnet_pass: force, "date.$": "$.eval_cadence.eval_date", ...dryLlm },
    functionTimeout: 300,
  };
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
