import { batchStep, type Step } from "@alpha-engine/state-machine";

import { dryLlm } from "./input.ts";

const HOUR = 3600;
const judged = "$.eval_judge_submit.Payload";

/** Judges what Research has said, in a batch that may take hours. */
export const evalJudge: Step = batchStep({
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
});

function submitJudge(force: boolean) {
  return {
    functionName: "alpha-engine-research-eval-judge-submit:live",
    payload: { force_sonnet_pass: force, "date.$": "$.eval_cadence.eval_date", ...dryLlm },
    functionTimeout: 300,
  };
}
