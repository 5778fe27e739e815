import {
  type Definition,
  initializeInput,
  input,
  isolatedBranches,
  lambdaStep,
  onFailure,
  sh,
  shellRun,
  shellRunNotify,
  ssmStep,
  stateMachine,
  verbatim,
} from "../src/index.ts";

/** A pipeline with every pattern in it. */
export const weekly: Definition = stateMachine({
  comment: "every pattern",
  timeoutSeconds: 36_000,
  steps: [
    initializeInput({
      defaults: { sns_topic_arn: "arn:aws:sns:us-east-1:000000000000:alerts", args: "", label: "" },
      flags: ["shell_run", "skip_data", "skip_research", "skip_training", "skip_backtester"],
      closed: { args: ["", " --preflight-only"] },
      required: ["$.ec2_instance_id[0]"],
    }),
    shellRun({ dry: { args: " --preflight-only", label: " Preflight", skip_data: false } }),
    ssmStep({
      name: "Data",
      slug: "data",
      skipFlag: "skip_data",
      command: sh`data-weekly --run-date ${input("$.run_date")}${verbatim("$.args")}`,
      budget: 5400,
      pollSeconds: 30,
    }),
    isolatedBranches({
      name: "Both",
      branches: [
        {
          letter: "A",
          step: lambdaStep({
            name: "Research",
            functionName: "research:live",
            resultKey: "research",
            skipFlag: "skip_research",
            timeoutSeconds: 960,
            payload: { "run_date.$": "$.run_date" },
          }),
          alert: { name: "AlertResearch", subject: "Research FAILED", message: "early" },
        },
        {
          letter: "B",
          step: ssmStep({
            name: "Training",
            stem: "Predictor",
            slug: "training",
            skipFlag: "skip_training",
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
      skipFlag: "skip_backtester",
      command: sh`backtester --mode=param-sweep`,
      budget: 7200,
    }),
    shellRunNotify(
      { name: "NotifyComplete", subject: "SUCCESS", message: "States.Format('done for {}', $.run_date)" },
      { name: "NotifyDry", subject: "Preflight SUCCESS", message: "checked" },
    ),
  ],
  failure: onFailure({
    subject: "States.Format('Weekly{} FAILED', $.label)",
    subjectGrowth: 10,
    message: "States.JsonToString($.error)",
    error: "PipelineFailure",
  }),
});

export const INPUT = { ec2_instance_id: ["i-0123456789abcdef0"] };
