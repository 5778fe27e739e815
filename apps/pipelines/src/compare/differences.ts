import type { Difference } from "./compare.ts";

/** A way in which our definitions are not as production's, on purpose. */
export interface DeliberateDifference {
  readonly id: string;
  /** What production's way had brought about. */
  readonly reason: string;
  readonly covers: (difference: Difference) => boolean;
}

const EXTRACTS = /^Extract\w+Error$|StatusError$|^TradingDayCheckFailed$/;
const POLLS = /^WaitFor(?!InstanceReady)/;
const STATUSES = /^Check\w+(Status|Result)$/;

const aspect =
  (...names: readonly (string | RegExp)[]) =>
  (difference: Difference): boolean =>
    names.some((name) => (typeof name === "string" ? difference.aspect === name : name.test(difference.aspect)));
const state =
  (...names: readonly (string | RegExp)[]) =>
  (difference: Difference): boolean =>
    names.some((name) => (typeof name === "string" ? difference.state === name : name.test(difference.state)));
const both =
  (...tests: readonly ((difference: Difference) => boolean)[]) =>
  (difference: Difference): boolean =>
    tests.every((test) => test(difference));
const either =
  (...tests: readonly ((difference: Difference) => boolean)[]) =>
  (difference: Difference): boolean =>
    tests.some((test) => test(difference));
const isNew = ({ was }: Difference): boolean => was === undefined;
const isGone = ({ is }: Difference): boolean => is === undefined;
const was = (pattern: RegExp) => (difference: Difference) => pattern.test(difference.was ?? "");
const is = (pattern: RegExp) => (difference: Difference) => pattern.test(difference.is ?? "");
const added = (pattern: RegExp) => both(aspect("state"), isNew, state(pattern));

/** Everything in which our definitions differ from production's. `compare` proves that there is nothing else. */
export const DIFFERENCES: readonly DeliberateDifference[] = [
  {
    id: "pinned-commands",
    reason:
      "The commands are installed in a pinned version, so no step pulls code, changes a directory, activates an environment, installs packages or copies a config: a merge mid-run gave steps different code, pulls of one checkout collided, and failed before any log was kept.",
    covers: both(
      aspect("setup"),
      isGone,
      was(/^sudo -u ec2-user (git|cp) |^cd |^source \.venv|^pip install|wait-for-ibgateway\.sh$|^echo /),
    ),
  },
  {
    id: "log-capture",
    reason:
      "log-capture keeps and ships every log; production's traps and tees lost logs, grew files without end, and one needs -e for another to matter.",
    covers: either(
      both(aspect("setup"), isGone, was(/^trap |^set -o pipefail$/)),
      both(aspect("setup"), isNew, is(/^set -eo pipefail$/)),
      both(aspect("work.slug", "work.log"), was(/^\(none\)$/)),
    ),
  },
  {
    id: "environment",
    reason:
      "Every script has HOME, the region, the run's date, the execution's name and its own budget; the trading box its doctor's switch, in the evening too.",
    covers: both(
      aspect("setup"),
      either(
        both(isGone, was(/^export (HOME=|RUN_DATE='2026-01-31'$)/)),
        both(
          isNew,
          is(/^export (HOME=\S+ AWS_REGION|RUN_DATE=|EXECUTION_NAME=|SF_EXECUTION_TIMEOUT=|FLOW_DOCTOR_ENABLED=)/),
        ),
        both(isNew, is(/^set -a && source \/home\/ec2-user\/\.alpha-engine\.env && set \+a$/)),
      ),
    ),
  },
  {
    id: "dry-health-checks",
    reason:
      "A dry pass only checks that the health checks could run; it ran them for real. Both parts of the weekly one count.",
    covers: both(state("SaturdayHealthCheck", "WeeklySubstrateHealthCheck"), aspect("work.program")),
  },
  {
    id: "constituents-check",
    reason: "The check of the constituents is part of the command and no longer behind `|| true`.",
    covers: both(aspect("setup"), state("WeeklySubstrateHealthCheck"), isGone, was(/constituents/)),
  },
  {
    id: "evaluator-knows-skips",
    reason: "The evaluator is told what was skipped on purpose, so that it can tell that from what is missing.",
    covers: both(
      state("Evaluator"),
      aspect("work.program"),
      is(/ --skipped morning_enrich=false .* --preflight-only$/),
    ),
  },
  {
    id: "one-instance",
    reason:
      "A command goes to the one instance that is polled; production sent to all of the list and polled the first.",
    covers: both(aspect("Parameters.InstanceIds.$"), is(/^States\.Array\(\$\.\w+\[0\]\)$/)),
  },
  {
    id: "budgets-nest",
    reason:
      "The budget holds everything that happens within it, twice, since an instance may be taken away once; production's inner budgets were longer than the outer ones. Short commands have five minutes: a loaded box is no failure.",
    covers: both(
      aspect(/^Parameters\.Parameters\.executionTimeout/),
      ({ was: before, is: now }) => Number(now) > Number(before),
    ),
  },
  {
    id: "delivery-is-short",
    reason:
      "TimeoutSeconds of a command bounds its delivery only: an agent that is away is known after ten minutes, not after two hours.",
    covers: both(aspect("Parameters.TimeoutSeconds"), is(/^(60|600)$/)),
  },
  {
    id: "tasks-are-bounded",
    reason:
      "Every task has a time of its own, for the call that it makes: a send or a poll answers within seconds, and a function is outlasted by its state so that its error is heard.",
    covers: both(aspect("TimeoutSeconds"), ({ is: now }) => Number(now) > 0 && Number(now) <= 960),
  },
  {
    id: "sends-are-not-repeated",
    reason:
      "A send whose answer is lost may be running; production's Retry ran it twice and never saw a failure of the work.",
    covers: both(aspect("Retry"), isGone, was(/States\.TaskFailed/), (d) => !/Instance|EC2/.test(d.state)),
  },
  {
    id: "polls-are-patient",
    reason: "A poll is repeated whatever became of it, throttling and lost connections too, with jitter and a cap.",
    covers: both(aspect("Retry"), state(POLLS, "DescribeInstanceInfo")),
  },
  {
    id: "functions-are-called-again",
    reason: "Lambda's own failures are four names and not two, a minute apart.",
    covers: both(aspect("Retry"), either(was(/Lambda\.ServiceException/), is(/Lambda\.SdkClientException/))),
  },
  {
    id: "other-retries",
    reason:
      "Publishing, DynamoDB, starting and stopping a box are tried again: none of them had a second chance, or not after a timeout.",
    covers: both(
      aspect("Retry"),
      state("AcquireMutex", /^(Notify|Publish|HandleFailure)/, /^(Stop|ForceStop|Start)/, "StartExecutorEC2"),
    ),
  },
  {
    id: "results-are-small",
    reason: "Only what a later state reads is kept: whole outputs filled the state to its limit, which no Catch takes.",
    covers: aspect(/^ResultSelector\./),
  },
  {
    id: "statuses",
    reason:
      "Delayed and Cancelling are no ends; a poll loop ends when the command must have; each status is compared once.",
    covers: both(
      state(STATUSES),
      aspect("Choice"),
      either(is(/"(Delayed|Cancelling)" -> \w+Wait$/), is(/polls NumericGreaterThanEquals/)),
    ),
  },
  {
    id: "count-polls",
    reason: "A counter behind every wait bounds the loop.",
    covers: added(/^Count\w+Polls$/),
  },
  {
    id: "advisory-steps-are-followed",
    reason:
      "Steps whose failure does not end the run are polled to their end, and what they say is read; production sent and forgot them, or took one look.",
    covers: either(
      added(
        /^(WaitFor|Check|Extract|\w+Wait$)?(DriftDetection|SaturdayHealthCheck|WeeklySubstrateHealthCheck|DailySubstrateHealthCheck|RunDaemon)(Status|Wait|Error)?$/,
      ),
      added(/^(Check(?!Input|Mutex|Degraded|Branch)\w+Status|Extract\w+Error)$/),
      both(
        state("WaitForSaturdayHealthCheck", "WaitForWeeklySubstrateHealthCheck", "WaitForDailySubstrateHealthCheck"),
        aspect(/^Catch|^Next/),
      ),
    ),
  },
  {
    id: "advisory-failures-are-told",
    reason:
      "What goes wrong in such a step is recorded in one place; at the end it is announced and the run is not green.",
    covers: either(
      added(/^(CheckDegraded|NotifyDegraded|FailDegraded)$/),
      both(aspect(/^Catch States\.ALL ResultPath$/), is(/^\$\.degraded\.\w+$/)),
      both(aspect("Parameters.degraded.$", /_degraded\.\$$/), isNew),
      both(aspect(/^(Result|Parameters)\.branch_[ab]_status$/), state(/^Branch[AB]Complete$/)),
      both(
        state("SaturdayHealthCheck", "WeeklySubstrateHealthCheck"),
        aspect("Catch States.ALL"),
        was(/^NotifyComplete$/),
      ),
      both(state("RunDaemon"), aspect("Next", "Catch States.ALL")),
      both(state("EvalJudgePollChoice", "EvalJudgePollDecision"), aspect("Default")),
      both(state("EvalJudgePollChoice"), aspect("Choice"), isNew, is(/"(EMPTY|SKIPPED)" -> EvalRollingMean$/)),
      both(state("EvalJudgePollDecision"), aspect("Choice"), is(/polls NumericGreaterThanEquals/)),
    ),
  },
  {
    id: "skips-are-explicit",
    reason:
      "No gate leads over another: every gate behind the backtest knows skip_backtester itself, and the backtest has a flag of its own. The rolling mean is skipped with the judge, as it was.",
    covers: either(
      added(/^CheckSkip(PredictorBacktest|PortfolioOptimizerBacktest|EvalRollingMean)$/),
      both(state(/^CheckSkip/), aspect("Choice"), either(is(/skip_(backtester|param_sweep)/), was(/skip_backtester/))),
      both(state("CheckSkipEvalJudge"), aspect("Choice"), was(/-> CheckSkipRationaleClustering$/)),
      both(state("CheckSkipEvalJudge"), aspect("Choice"), is(/-> EvalRollingMean$/)),
    ),
  },
  {
    id: "gates-know-what-is-done",
    reason: "Redriven, an execution passes over the steps that are done; production could only be started anew.",
    covers: either(
      both(state(/^CheckSkip/), aspect("Choice"), isNew, is(/_poll\.Status|_result\.Payload\.status/)),
      added(/^(CheckBranch[AB]Done|KeepBranch[AB]|RecordFailure|ResumeAfterRedrive)$/),
    ),
  },
  {
    id: "redrivable-end",
    reason:
      "The end is a task that fails itself, since a redrive enters a Fail state again and fails again; its cause is the error and no constant.",
    covers: state("FailExecution"),
  },
  {
    id: "strict-input",
    reason:
      "Defaults, types and unknown keys are one step: a string for a boolean, a misspelt flag or a missing instance are refused before anything runs.",
    covers: either(
      state("InitializeInput"),
      added(/^(InitializeInput|ApplyInput|CountInputKeys|CheckInput|ExtractInputError)$/),
    ),
  },
  {
    id: "run-date",
    reason:
      "Everything is for the run's date, which is stamped once; production used the execution's start, or each box's clock.",
    covers: either(
      both(aspect(/^Parameters\.Payload\.(run_date|end_time_iso|submit_iso)\.\$$/), is(/run_date|calledAt/)),
      both(state("ComputeEvalCadence"), aspect(/^Parameters\.(day_of_month|eval_date|submit_iso)/)),
      both(state("ComputeEvalCadence"), aspect("Parameters.polls")),
    ),
  },
  {
    id: "dry-functions",
    reason: "Every function that calls a model knows a dry pass, and Research whether its documents were skipped.",
    covers: both(aspect("Parameters.Payload.dry_run_llm.$", "Parameters.Payload.skipped.rag_ingestion.$"), isNew),
  },
  {
    id: "mutex",
    reason:
      "The lock works: its conflict is spelt as the SDK integration spells it, its key has no minute in it, every role takes it, it ends with its holder, and a refusal is told.",
    covers: either(
      state("CheckMutexRole", "AcquireMutex", "MutexConflict"),
      added(
        /^(ReadMutexHolder|CheckMutexHolder|DescribeMutexHolder|CheckMutexHolderStatus|TakeOverMutex|NotifyMutexConflict)$/,
      ),
    ),
  },
  {
    id: "errors-are-named",
    reason: "An error that was caught lies under the name of its state: it says nothing of where it came from itself.",
    covers: both(aspect(/^Catch States\.ALL ResultPath$/), is(/^\$\.error\.\w+$/)),
  },
  {
    id: "errors-say-the-exit-code",
    reason: "Phase, exit code, polls and what SSM said, in one form everywhere.",
    covers: both(state(EXTRACTS), aspect(/^Parameters\./)),
  },
  {
    id: "early-alerts",
    reason: "A branch that fails alerts at once however it fails, with a subject that SNS takes.",
    covers: either(
      both(
        state("Research", "DataPhase2", "PredictorTraining", "WaitForPredictorTraining"),
        aspect("Catch States.ALL"),
        is(/^Publish/),
      ),
      both(state(/^Publish\w+Immediate$/), aspect(/^Parameters\.(Subject|Message)/, /^Catch/)),
    ),
  },
  {
    id: "parallel",
    reason:
      "A branch hands over what it says of itself and not its copy of the state; a Retry with no attempts says nothing.",
    covers: either(
      both(state("AggregateBranchOutcomes", "ExtractParallelBranchError"), aspect(/^Parameters\./)),
      both(state("ResearchPredictorParallel"), aspect("Retry", /^ResultSelector/)),
    ),
  },
  {
    id: "notifications",
    reason:
      "Plain ASCII subjects, texts that say what is so, the topic from the checked input; SNS being away never changes how a run ends. Every run that ends well says so.",
    covers: either(
      both(state(/^(Notify|HandleFailure)/), aspect(/^Parameters\.(Subject|Message|TopicArn)/, "ResultPath", /^Catch/)),
      added(/^NotifyComplete$/),
      both(
        aspect("Next"),
        is(/^(NotifyComplete|\(end\)|PipelineComplete)$/),
        state("NotifyHolidaySkip", "StopTradingInstance"),
      ),
    ),
  },
  {
    id: "verdicts",
    reason:
      "A verdict that is missing is a failure and no permission to go on. (Whether the value of a comparison is there is asked everywhere, and left out of the comparison.)",
    covers: both(
      state("DeployDriftGate", "CoverageGapChoice", "FinalCoverageGate", "SSMReadyChoice"),
      aspect("Choice", "Default"),
    ),
  },
  {
    id: "box-readiness",
    reason: "Looks for ten minutes, repeated through throttling, where three minutes were given.",
    covers: both(
      state("DescribeInstanceInfo", "SSMReadyChoice", "StartExecutorEC2", "IncrementSSMPoll"),
      aspect(/^(ResultPath|Choice|Parameters\.attempts)/),
    ),
  },
  {
    id: "trading-day",
    reason:
      "The calendar is asked before the box is started, on the box that is always on; it answers by its exit code; what it does not know stops the run instead of trading. A box that will not stop is a failure.",
    covers: either(
      state(
        "CheckTradingDay",
        "WaitForTradingDayCheck",
        "CheckTradingDayResult",
        "TradingDayCheckFailed",
        "TradingDayCheckWait",
      ),
      both(state("StopExecutorOnHoliday"), aspect(/^(Catch|ResultPath)/)),
      both(state("DeployDriftGate", "SSMReadyChoice"), aspect("Choice", "Default")),
    ),
  },
  {
    id: "evening-box",
    reason:
      "The evening starts the box that it needs, so that it can be run again; after a failure the box is stopped, morning and evening, and stopping is tried again.",
    covers: either(
      added(
        /^(StartTradingInstance|WaitForInstanceReady|InitSSMPollCounter|DescribeInstanceInfo|SSMReadyChoice|WaitSSMPoll|IncrementSSMPoll|ForceStopInstance)$/,
      ),
      both(state("ForceStopInstance", "StopTradingInstance"), aspect(/^(Catch|ResultPath)/)),
    ),
  },
  {
    id: "succeeds-explicitly",
    reason: "A run that went well ends in a state that says so.",
    covers: added(/^PipelineSucceeded$/),
  },
  {
    id: "comment-on-commands",
    reason: "The command names its step in SSM's own lists.",
    covers: both(aspect("Parameters.Comment"), isNew),
  },
];
