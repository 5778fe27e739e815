import {
  type Definition,
  initializeInput,
  isolatedBranches,
  lambdaStep,
  onFailure,
  sequence,
  sh,
  shellRun,
  shellRunNotify,
  ssmStep,
  stateMachine,
  verbatim,
} from "@alpha-engine/state-machine";

import { DRY_VALUES, REAL_VALUES, SKIP_FLAGS } from "./contract.ts";

const HOUR = 3600;
/** Checked by the machine itself against its two values before any step. */
const dry = verbatim("$.preflight_args");
const LABEL_GROWTH = DRY_VALUES.pipeline_label.length;

/** Weekly data, research, training, backtest and report. The topic is where its notifications go unless the caller names one. */
export function saturday(settings: { readonly snsTopicArn: string }): Definition {
  return stateMachine({
    comment: "Weekly: data, research beside predictor training, backtest, parity, evaluation.",
    timeoutSeconds: 14 * HOUR,
    steps: [
      initializeInput({
        defaults: { ...REAL_VALUES, sns_topic_arn: settings.snsTopicArn },
        flags: ["shell_run", ...SKIP_FLAGS],
        closed: { preflight_args: [REAL_VALUES.preflight_args, DRY_VALUES.preflight_args] },
        required: ["$.ec2_instance_id[0]"],
      }),
      shellRun({ dry: DRY_VALUES }),
      ssmStep({
        name: "MorningEnrich",
        slug: "morning-enrich",
        skipFlag: "skip_morning_enrich",
        command: sh`data-weekly --morning-enrich-only${dry}`,
        budget: 5400,
        pollSeconds: 30,
      }),
      ssmStep({
        name: "DataPhase1",
        slug: "data-weekly",
        skipFlag: "skip_data_phase1",
        command: sh`data-weekly --phase1-only${dry}`,
        budget: 5400,
        pollSeconds: 30,
      }),
      ssmStep({
        name: "RAGIngestion",
        slug: "rag-ingestion",
        skipFlag: "skip_rag_ingestion",
        command: sh`data-weekly --rag-only${dry}`,
        budget: 3600,
        pollSeconds: 30,
      }),
      isolatedBranches({
        name: "ResearchPredictorParallel",
        branches: [
          { letter: "A", step: research, alert: earlyAlert("Research") },
          { letter: "B", step: predictorTraining, alert: earlyAlert("Predictor") },
        ],
      }),
      sequence([
        ssmStep({
          name: "Backtester",
          slug: "backtester",
          skipFlag: "skip_backtester",
          skipTo: "CheckSkipEvaluator",
          command: sh`backtester --mode=param-sweep --no-pit-parity --skip-stages=parity,evaluator${dry}`,
          budget: 7200,
        }),
        ssmStep({
          name: "Parity",
          slug: "parity",
          skipFlag: "skip_parity",
          command: sh`backtester --skip-stages=backtest,evaluator${dry}`,
          budget: 7200,
        }),
        ssmStep({
          name: "Evaluator",
          slug: "evaluator",
          skipFlag: "skip_evaluator",
          command: sh`backtester --skip-stages=backtest,parity --skipped morning_enrich=${skipped("morning_enrich")} data_phase1=${skipped("data_phase1")} rag_ingestion=${skipped("rag_ingestion")} research=${skipped("research")} predictor_training=${skipped("predictor_training")} backtester=${skipped("backtester")} parity=${skipped("parity")}${dry}`,
          budget: 3600,
        }),
      ]),
      shellRunNotify(
        {
          name: "NotifyComplete",
          subject: "Alpha Engine Saturday Pipeline - SUCCESS",
          message: "States.Format('All steps completed for run_date {}.', $.run_date)",
        },
        {
          name: "NotifyShellRunComplete",
          subject: "Alpha Engine Saturday Preflight Pipeline - SUCCESS",
          message:
            "States.Format('Every step booted and passed its preflight for run_date {}; nothing was fetched or written.', $.run_date)",
        },
      ),
    ],
    failure: onFailure({
      subject: "States.Format('Alpha Engine Saturday{} Pipeline - FAILED', $.pipeline_label)",
      subjectGrowth: LABEL_GROWTH,
      message:
        "States.Format('Saturday{} Pipeline failed. Error: {}. Recover with a new execution that skips what is done.', $.pipeline_label, States.JsonToString($.error))",
      error: "PipelineFailure",
    }),
  });
}

const research = lambdaStep({
  name: "Research",
  functionName: "alpha-engine-research-runner:live",
  resultKey: "research",
  skipFlag: "skip_research",
  timeoutSeconds: 960,
  payload: {
    weekly_run: true,
    force: true,
    skip_dry_run_gate: true,
    "dry_run_llm.$": "$.research_dry",
    "run_date.$": "$.run_date",
    skipped: { "rag_ingestion.$": "$.skip_rag_ingestion" },
  },
});

const predictorTraining = ssmStep({
  name: "PredictorTraining",
  stem: "Predictor",
  slug: "predictor-training",
  skipFlag: "skip_predictor_training",
  command: sh`predictor --full-only${dry}`,
  budget: 5400,
});

function earlyAlert(branch: "Research" | "Predictor") {
  return {
    name: `Publish${branch}FailureImmediate`,
    subject: `States.Format('Alpha Engine Saturday{} Pipeline - ${branch} FAILED (early signal)', $.pipeline_label)`,
    subjectGrowth: LABEL_GROWTH,
    message: `States.Format('The ${branch} branch failed; its sibling runs on and the pipeline fails at their join. Error: {}', States.JsonToString($.error))`,
  };
}

/** A boolean, which the machine has checked. */
function skipped(step: string) {
  return verbatim(`$.skip_${step}`);
}
