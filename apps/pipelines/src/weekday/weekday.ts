import type { Definition } from "@alpha-engine/definition";
import {
  announce,
  initializeInput,
  type InputFields,
  lambdaStep,
  type LambdaStepOptions,
  notify,
  onFailure,
  sequence,
  sh,
  sideTrack,
  ssmStep,
  startInstance,
  stateMachine,
  type Step,
  stopInstance,
  verdictGate,
} from "@alpha-engine/state-machine";

import type { PipelineSettings } from "../settings.ts";
import { degradedNotice } from "../steps/degraded-notice.ts";
import { oneAtATime } from "../steps/one-at-a-time.ts";

const HOUR = 3600;
const TITLE = "Alpha Engine Weekday Pipeline";
const BOX = "$.trading_instance_id";
const onTradingBox = { on: BOX, environment: { FLOW_DOCTOR_ENABLED: "1" }, pollInterval: 15 };
/** As `trading-desk trading-day` says it. */
const MARKET_CLOSED = 10;

/** Everything that a caller may pass beside run_date. */
export function weekdayInput(snsTopicArn: string): InputFields {
  return {
    ec2_instance_id: { type: "instance" },
    trading_instance_id: { type: "instance" },
    sns_topic_arn: { type: "text", default: snsTopicArn, matches: "arn:aws:sns:*:*:*" },
    pipeline_role: { type: "text", default: "manual" },
  };
}

/** Before the market opens: fresh data, predictions, orders, the trading daemon. */
export function weekday(settings: PipelineSettings): Definition {
  return stateMachine({
    comment: "Every trading day: morning data, predictions, orders, the trading daemon.",
    timeout: 6 * HOUR,
    queryLanguage: settings.queryLanguage,
    end: "PipelineComplete",
    steps: [
      initializeInput(weekdayInput(settings.snsTopicArn)),
      oneAtATime(TITLE),
      inference("DeployDriftCheck", "drift", 60, { action: "check_deploy_drift" }),
      verdictGate({ name: "DeployDriftGate", of: "$.drift_result.Payload.has_drift", go: false }),
      sideTrack(tradingDay, holiday, "PipelineComplete"),
      startInstance({ name: "StartExecutorEC2", on: BOX }),
      ssmStep({
        name: "MorningEnrich",
        slug: "morning-enrich",
        command: sh`data-weekly-workload morning-enrich --bucket "$S3_BUCKET" --run-date "$RUN_DATE"`,
        budget: 1800,
        ...onTradingBox,
      }),
      ...predictions,
      ssmStep({
        name: "RunMorningPlanner",
        key: "planner",
        names: {
          poll: "WaitForMorningPlanner",
          status: "CheckMorningPlannerStatus",
          wait: "MorningPlannerWait",
        },
        slug: "executor",
        command: sh`trading-desk plan`,
        budget: 300,
        ...onTradingBox,
      }),
      ssmStep({
        name: "RunDaemon",
        key: "daemon",
        slug: "daemon",
        command: sh`sudo systemctl restart alpha-engine-daemon.service`,
        budget: 300,
        deliveryTimeout: 60,
        advisory: true,
        ...onTradingBox,
        pollInterval: 5,
      }),
      announce({
        complete: {
          name: "NotifyComplete",
          subject: `${TITLE} - SUCCESS`,
          message: "States.Format('The desk is ready for {}.',$.run_date)",
        },
        ...degradedNotice({ subject: `${TITLE} - DEGRADED` }),
      }),
    ],
    failure: onFailure({
      subject: `${TITLE} - FAILED`,
      message:
        "States.Format('Weekday pipeline failed; the trading box is stopped. Error: {}. Redriven, it goes on at the step that failed.',States.JsonToString($.error))",
      error: "DailyPipelineFailure",
      resumeAt: "CheckInput",
      cleanup: stopInstance({ name: "ForceStopInstance", on: BOX }),
    }),
  });
}

/** What the functions predict, whole: a gap is predicted again once, and one that stays is a failure. */
const predictions: readonly Step[] = [
  inference("PredictorInference", "predictor", 840, { action: "predict" }),
  inference("CheckPredictorCoverage", "coverage", 60, { action: "check_coverage" }),
  verdictGate({
    name: "CoverageGapChoice",
    of: "$.coverage_result.Payload.has_gap",
    go: false,
    otherwise: sequence([
      inference("ReinvokePredictor", "reinvoke", 840, {
        action: "predict",
        "tickers.$": "$.coverage_result.Payload.missing_tickers",
      }),
      inference("RecheckCoverage", "coverage_recheck", 60, { action: "check_coverage" }),
      verdictGate({ name: "FinalCoverageGate", of: "$.coverage_recheck_result.Payload.has_gap", go: false }),
    ]),
  }),
  lambdaStep({
    name: "PredictorHealthCheck",
    key: "predictor_health",
    functionName: "alpha-engine-predictor-health-check:live",
    payload: { action: "check", "run_date.$": "$.run_date" },
    functionTimeout: 120,
    advisory: true,
  }),
];

/** On the box that is always on, before the trading box is started. Says nothing in its output: the exit code does. */
const tradingDay: Step = ssmStep({
  name: "CheckTradingDay",
  key: "trading_day",
  names: {
    poll: "WaitForTradingDayCheck",
    status: "CheckTradingDayResult",
    wait: "TradingDayCheckWait",
    error: "TradingDayCheckFailed",
  },
  slug: "trading-day",
  command: sh`trading-desk trading-day`,
  budget: 300,
  deliveryTimeout: 60,
  pollInterval: 5,
  environment: { FLOW_DOCTOR_ENABLED: "1" },
  exits: { [MARKET_CLOSED]: "StopExecutorOnHoliday" },
});

const holiday: Step = sequence([
  stopInstance({ name: "StopExecutorOnHoliday", on: BOX }),
  notify({
    name: "NotifyHolidaySkip",
    subject: `${TITLE} - Skipped (Market Holiday)`,
    message: "The exchange is closed. No inference, no orders; the trading box is stopped.",
  }),
]);

function inference(name: string, key: string, functionTimeout: number, payload: LambdaStepOptions["payload"]): Step {
  return lambdaStep({
    name,
    key,
    functionName: "alpha-engine-predictor-inference:live",
    payload: { ...payload, "run_date.$": "$.run_date" },
    functionTimeout,
  });
}
