import type { State, States } from "@alpha-engine/definition";
import { type Duration, toSeconds } from "@alpha-engine/dialect";

import { advisoryPath } from "../step/failure-route.ts";
import { snakeCase } from "../step/snake-case.ts";
import type { Step } from "../step/step.ts";
import { invoke, type LambdaCall, longestCall } from "./lambda-step.ts";
import { isOneOf, isTrue, skipGate } from "./skip-gate.ts";

/** The states and calls of a batch that is submitted, polled and processed. */
export interface BatchStepOptions {
  /** Begins the states' names, e.g. `EvalJudge`. */
  readonly name: string;
  /** Booleans of the input, any of which skips the whole step. */
  readonly skipFlags: readonly string[];
  /** The state that computes date and day of month of the run, e.g. `ComputeEvalCadence`. */
  readonly cadence: string;
  /** Answers `status` OK with `batch_id` and `plan_s3_key`, or EMPTY. */
  readonly submit: {
    /** For a run_date in the first seven days of a month, by state name. */
    readonly firstWeek: readonly [state: string, call: LambdaCall];
    readonly otherwise: readonly [state: string, call: LambdaCall];
  };
  /** Answers `processing_status`, `ended` or `ended_empty` at the end, or `exceeded_max_wait`. */
  readonly poll: LambdaCall;
  /** What `poll` is told to wait at the most; the machine gives up a little later by itself. */
  readonly maxWait: Duration;
  /** The time between two polls. @default 60 */
  readonly pollInterval?: Duration | undefined;
  /** Takes the results in, also those of an EMPTY batch that has a plan. */
  readonly process: LambdaCall;
}

/** Looks beyond those that fit into the longest wait. */
const MORE_POLLS = 10;

/**
 * Gate → cadence → submit → poll → process: a batch elsewhere that takes hours. Always advisory: what goes wrong is recorded,
 * and the run goes on.
 *
 * @example
 * ```ts example
 * import { batchStep } from "@alpha-engine/state-machine";
 *
 * const step = batchStep({
 *   name: "Judge",
 *   skipFlags: ["skip_judge"],
 *   cadence: "ComputeJudgeCadence",
 *   submit: {
 *     firstWeek: ["JudgeSubmitMonthly", { functionName: "judge:live", payload: { all: true }, functionTimeout: 300 }],
 *     otherwise: ["JudgeSubmitWeekly", { functionName: "judge:live", payload: {}, functionTimeout: 300 }],
 *   },
 *   poll: { functionName: "judge-poll:live", payload: {}, functionTimeout: 60 },
 *   maxWait: "6h",
 *   process: { functionName: "judge-process:live", payload: {}, functionTimeout: 900 },
 * });
 * console.log(Object.keys(step.render({ next: "Next", onFailure: "HandleFailure", degraded: [] })));
 * ```
 * ```text output
 * [
 *   'CheckSkipJudge',
 *   'ComputeJudgeCadence',
 *   'CheckMonthlyCadence',
 *   'JudgeSubmitMonthly',
 *   'JudgeSubmitWeekly',
 *   'JudgePollChoice',
 *   'JudgePollWait',
 *   'CountJudgePolls',
 *   'JudgePollDecision',
 *   'CheckJudgeProcessStatus',
 *   'ExtractJudgeSubmitError',
 *   'ExtractJudgePollError',
 *   'ExtractJudgeProcessError',
 *   'JudgePoll',
 *   'JudgeProcess'
 * ]
 * ```
 */
export function batchStep(options: BatchStepOptions): Step {
  const { name, skipFlags, submit, poll, process } = options;
  const { maxWaitSeconds, pollSeconds } = secondsOf(options);
  const failedAt = advisoryPath(name);
  return {
    entry: `CheckSkip${name}`,
    longest: longestCall(submit.otherwise[1]) + maxWaitSeconds + MORE_POLLS * pollSeconds + longestCall(process),
    advisories: [failedAt],
    render({ next }): States {
      const call = (state: string, lambda: LambdaCall, ResultPath: string, Next: string): State => ({
        ...invoke(state, lambda),
        ResultPath,
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: failedAt, Next: next }],
        Next,
      });
      const submitted = `$.${snakeCase(name)}_submit`;
      return {
        [`CheckSkip${name}`]: skipGate({ flags: skipFlags, run: options.cadence, skipTo: next }),
        ...cadence(options),
        ...Object.fromEntries(
          [submit.firstWeek, submit.otherwise].map(([state, lambda]) => [
            state,
            call(state, lambda, submitted, `${name}PollChoice`),
          ]),
        ),
        ...polling(options, next),
        [`${name}Poll`]: call(`${name}Poll`, poll, `$.${snakeCase(name)}_poll`, `${name}PollDecision`),
        [`${name}Process`]: call(`${name}Process`, process, `$.${snakeCase(name)}_result`, `Check${name}ProcessStatus`),
      };
    },
  };
}

/** By the run's date, not the wall's: a run for another day is that day's. */
function cadence({ cadence: state, submit }: BatchStepOptions): States {
  const path = cadencePath(state);
  return {
    [state]: {
      Type: "Pass",
      Parameters: {
        "day_of_month.$": "States.ArrayGetItem(States.StringSplit($.run_date,'-'),2)",
        "eval_date.$": "$.run_date",
        polls: 0,
      },
      ResultPath: path,
      Next: "CheckMonthlyCadence",
    },
    CheckMonthlyCadence: {
      Type: "Choice",
      Choices: [{ Variable: `${path}.day_of_month`, StringLessThan: "08", Next: submit.firstWeek[0] }],
      Default: submit.otherwise[0],
    },
  };
}

function polling(options: BatchStepOptions, next: string): States {
  const { name, cadence: state } = options;
  const { maxWaitSeconds, pollSeconds } = secondsOf(options);
  const [submitted, polled, result] = ["submit", "poll", "result"].map(
    (part) => `$.${snakeCase(name)}_${part}.Payload`,
  );
  const polls = `${cadencePath(state)}.polls`;
  // A payload without them would be a runtime error in the parameters of the next call, which nothing catches.
  const isBatch = ["batch_id", "plan_s3_key"].map((field) => ({ Variable: `${submitted}.${field}`, IsPresent: true }));
  const note = (source: string, payload = ""): State => ({
    Type: "Pass",
    Parameters: { phase: name, source, "payload.$": payload },
    ResultPath: advisoryPath(name),
    Next: next,
  });
  return {
    [`${name}PollChoice`]: {
      Type: "Choice",
      Choices: [
        { And: [isOneOf(`${submitted}.status`, ["EMPTY"]), ...isBatch], Next: `${name}Process` },
        { And: [isOneOf(`${submitted}.status`, ["OK"]), ...isBatch], Next: `${name}PollWait` },
        { ...isOneOf(`${submitted}.status`, ["EMPTY", "SKIPPED"]), Next: next },
      ],
      Default: `Extract${name}SubmitError`,
    },
    [`${name}PollWait`]: { Type: "Wait", Seconds: pollSeconds, Next: `Count${name}Polls` },
    [`Count${name}Polls`]: {
      Type: "Pass",
      Parameters: { "polls.$": `States.MathAdd(${polls},1)` },
      ResultPath: cadencePath(state),
      Next: `${name}Poll`,
    },
    [`${name}PollDecision`]: {
      Type: "Choice",
      Choices: [
        { ...isOneOf(`${polled}.processing_status`, ["ended", "ended_empty"]), Next: `${name}Process` },
        { ...isTrue(`${polled}.exceeded_max_wait`), Next: `Extract${name}PollError` },
        {
          Variable: polls,
          NumericGreaterThanEquals: Math.ceil(maxWaitSeconds / pollSeconds) + MORE_POLLS,
          Next: `Extract${name}PollError`,
        },
      ],
      Default: `${name}PollWait`,
    },
    [`Check${name}ProcessStatus`]: {
      Type: "Choice",
      Choices: [{ ...isOneOf(`${result}.status`, ["OK", "EMPTY", "SKIPPED"]), Next: next }],
      Default: `Extract${name}ProcessError`,
    },
    [`Extract${name}SubmitError`]: note(`${name}PollChoice`, submitted),
    [`Extract${name}PollError`]: note(`${name}PollDecision`, polled),
    [`Extract${name}ProcessError`]: note(`Check${name}ProcessStatus`, result),
  };
}

/** `ComputeEvalCadence` writes `$.eval_cadence`. */
function cadencePath(state: string): string {
  return `$.${snakeCase(state.replace(/^Compute/, ""))}`;
}

function secondsOf({ maxWait, pollInterval = 60 }: BatchStepOptions): { maxWaitSeconds: number; pollSeconds: number } {
  return {
    maxWaitSeconds: toSeconds(maxWait, "maxWait"),
    pollSeconds: toSeconds(pollInterval, "pollInterval"),
  };
}
