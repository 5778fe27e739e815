import type { Definition } from "@alpha-engine/definition";
import {
  announce,
  initializeInput,
  type InputFields,
  onFailure,
  sh,
  ssmStep,
  startInstance,
  stateMachine,
  stopInstance,
} from "@alpha-engine/state-machine";

import type { PipelineSettings } from "../settings.ts";
import { degradedNotice } from "../steps/degraded-notice.ts";
import { oneAtATime } from "../steps/one-at-a-time.ts";

const HOUR = 3600;
const TITLE = "Alpha Engine EOD Pipeline";
const BOX = "$.trading_instance_id";
const environment = { FLOW_DOCTOR_ENABLED: "1" };
const onTradingBox = { on: BOX, environment };

/** Everything that a caller may pass beside run_date. */
export function eodInput(snsTopicArn: string): InputFields {
  return {
    ec2_instance_id: { type: "instance" },
    trading_instance_id: { type: "instance" },
    sns_topic_arn: { type: "text", default: snsTopicArn, matches: "arn:aws:sns:*:*:*" },
    pipeline_role: { type: "text", default: "manual" },
  };
}

/** After the close: the day's data, the positions, the reconciliation. The trading box is off at the end, whatever happens. */
export function eod(settings: PipelineSettings): Definition {
  return stateMachine({
    comment: "After the close: post-market data, snapshot, reconciliation, then the trading box is stopped.",
    timeout: 4 * HOUR,
    queryLanguage: settings.queryLanguage,
    steps: [
      initializeInput(eodInput(settings.snsTopicArn)),
      oneAtATime(TITLE),
      startInstance({ name: "StartTradingInstance", on: BOX }),
      ssmStep({
        name: "PostMarketData",
        key: "postmarket",
        names: { status: "CheckPostMarketStatus", wait: "PostMarketWait", error: "PostMarketStatusError" },
        slug: "postmarket-data",
        command: sh`trading-desk post-market`,
        budget: 1200,
        pollInterval: 15,
        ...onTradingBox,
      }),
      ssmStep({
        name: "CaptureSnapshot",
        key: "snapshot",
        names: { status: "CheckSnapshotStatus", wait: "SnapshotWait", error: "SnapshotStatusError" },
        slug: "snapshot",
        command: sh`trading-desk snapshot`,
        budget: 300,
        pollInterval: 5,
        ...onTradingBox,
      }),
      ssmStep({
        name: "EODReconcile",
        key: "eod",
        names: { poll: "WaitForEOD", status: "CheckEODStatus", wait: "EODWait", error: "EODStatusError" },
        slug: "eod",
        command: sh`trading-desk reconcile`,
        budget: 300,
        pollInterval: 10,
        ...onTradingBox,
      }),
      ssmStep({
        name: "DailySubstrateHealthCheck",
        key: "substrate_check",
        slug: "substrate-health-check-daily",
        command: sh`health-check substrate --cadence daily --alert`,
        budget: 300,
        pollInterval: 10,
        environment,
        advisory: true,
      }),
      stopInstance({ name: "StopTradingInstance", on: BOX }),
      announce({
        complete: {
          name: "NotifyComplete",
          subject: `${TITLE} - SUCCESS`,
          message: "States.Format('Reconciled for {}; the trading box is stopped.',$.run_date)",
        },
        ...degradedNotice({ subject: `${TITLE} - DEGRADED` }),
      }),
    ],
    failure: onFailure({
      subject: `${TITLE} - FAILED`,
      message:
        "States.Format('EOD pipeline failed; the trading box is stopped. Error: {}. Redriven, it starts the box and goes on.',States.JsonToString($.error))",
      error: "EODPipelineFailure",
      resumeAt: "CheckInput",
      cleanup: stopInstance({ name: "ForceStopInstance", on: BOX }),
    }),
  });
}
