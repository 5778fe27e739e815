import type { Definition } from "@alpha-engine/definition";

import {
  announce,
  initializeInput,
  input,
  isolatedBranches,
  lambdaStep,
  mutex,
  onFailure,
  sh,
  shellRun,
  ssmStep,
  stateMachine,
  type StateMachineOptions,
  verbatim,
} from "../src/index.ts";

/** A pipeline with nearly every pattern in it. */
export function weeklyIn(queryLanguage: StateMachineOptions["queryLanguage"]): Definition {
  return stateMachine({
    comment: "every pattern",
    timeout: 80_000,
    queryLanguage,
    steps: [
      initializeInput({
        ec2_instance_id: { type: "instance" },
        sns_topic_arn: { type: "text", default: "arn:aws:sns:us-east-1:000000000000:alerts", matches: "arn:aws:sns:*" },
        pipeline_role: { type: "text", default: "manual" },
        args: { type: "text", default: "", oneOf: ["", " --preflight-only"] },
        label: { type: "text", default: "", oneOf: ["", " Preflight"] },
        shell_run: { type: "boolean", default: false },
        skip_data: { type: "boolean", default: false },
        skip_research: { type: "boolean", default: false },
        skip_training: { type: "boolean", default: false },
        skip_backtester: { type: "boolean", default: false },
      }),
      mutex({
        table: "mutex",
        except: ["smoke"],
        onOutage: "proceed",
        conflict: { name: "NotifyConflict", subject: "Weekly - REFUSED", message: "another one is running" },
      }),
      shellRun({ dry: { args: " --preflight-only", label: " Preflight", skip_data: false } }),
      ssmStep({
        name: "Data",
        slug: "data",
        skipFlags: ["skip_data"],
        command: sh`data-weekly --run-date ${input("$.run_date")}${verbatim("$.args")}`,
        budget: 5400,
        pollInterval: 30,
      }),
      ssmStep({ name: "Drift", slug: "drift", command: sh`drift`, budget: 60, pollInterval: 30, advisory: true }),
      isolatedBranches({
        name: "Both",
        branches: [
          {
            letter: "A",
            step: lambdaStep({
              name: "Research",
              functionName: "research:live",
              skipFlags: ["skip_research"],
              functionTimeout: 900,
              payload: { "run_date.$": "$.run_date" },
            }),
            alert: { name: "AlertResearch", subject: "Research FAILED", message: "early" },
          },
          {
            letter: "B",
            step: ssmStep({
              name: "Training",
              names: { status: "CheckPredictorStatus" },
              slug: "training",
              skipFlags: ["skip_training"],
              command: sh`predictor --full-only`,
              budget: 5400,
            }),
            alert: { name: "AlertTraining", subject: "Training FAILED", message: "early" },
          },
        ],
      }),
      ssmStep({
        name: "Backtester",
        slug: "backtester",
        skipFlags: ["skip_backtester"],
        command: sh`backtester --mode=param-sweep`,
        budget: 7200,
      }),
      announce({
        complete: {
          name: "NotifyComplete",
          subject: "SUCCESS",
          message: "States.Format('done for {}', $.run_date)",
        },
        dry: { name: "NotifyDry", subject: "Preflight SUCCESS", message: "checked" },
        degraded: {
          name: "NotifyDegraded",
          subject: "States.Format('Weekly{} DEGRADED', $.label)",
          subjectGrowth: 10,
          message: "all steps ran, these went wrong:",
        },
        degradedError: "PipelineDegraded",
      }),
    ],
    failure: onFailure({
      subject: "States.Format('Weekly{} FAILED', $.label)",
      subjectGrowth: 10,
      message: "States.JsonToString($.error)",
      error: "PipelineFailure",
      resumeAt: "CheckInput",
    }),
  });
}

export const weekly: Definition = weeklyIn("JSONPath");

export const INPUT = { ec2_instance_id: ["i-0123456789abcdef0"] };
