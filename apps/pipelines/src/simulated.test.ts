import { TaskFailure } from "@alpha-engine/asl";
import { describe, expect, test } from "vitest";

import { answered, invocation, simulate, type Simulated } from "../testing/simulate.ts";

const LANGUAGES = ["JSONPath", "JSONata"] as const;
type Scenario = Parameters<typeof simulate>[2];

/** In both languages, which must agree in everything that can be seen from outside. */
async function both(name: string, scenario?: Scenario): Promise<Simulated> {
  const [path, ata] = await Promise.all(LANGUAGES.map((language) => simulate(name, language, scenario)));
  expect(summary(ata)).toEqual(summary(path));
  return path as Simulated;
}

function summary(run: Simulated | undefined): unknown {
  const { status, error, output, subjects, states = [] } = run ?? {};
  return { status, error, output, subjects, states: states.toSorted() };
}

const cause = ({ cause: text }: Simulated): unknown => JSON.parse(text ?? "{}");

describe("Saturday", () => {
  test("does everything once", async () => {
    const { status, states, subjects } = await both("saturday");
    expect([status, subjects]).toEqual(["SUCCEEDED", ["Alpha Engine Saturday Pipeline - SUCCESS"]]);
    expect(new Set(states).size).toBe(states.length);
    expect(states).toContain("EvalJudgeSubmitWeekly");
  });

  test("lets the larger model judge in the first week of the run date's month", async () => {
    const { states } = await both("saturday", { input: { run_date: "2026-11-07" } });
    expect(states).toContain("EvalJudgeSubmitFirstSaturday");
    expect(states).not.toContain("EvalJudgeSubmitWeekly");
  });

  test("skips with the backtest all that stands on it, and the backtest alone by its own flag", async () => {
    const family = ["Backtester", "PredictorBacktest", "PortfolioOptimizerBacktest", "Parity"];
    const all = await both("saturday", { input: { skip_backtester: true } });
    expect(all.states.filter((state) => family.includes(state))).toEqual([]);
    expect(all.states).toContain("Evaluator");
    const one = await both("saturday", { input: { skip_param_sweep: true } });
    expect(one.states.filter((state) => family.includes(state))).toEqual(family.slice(1));
  });

  test.each([
    ["a batch that is empty has nothing to process", answered({ status: "EMPTY" }), "SUCCEEDED", false],
    ["a batch without its id is recorded", answered({ status: "OK" }), "FAILED", false],
    [
      "a batch that is empty but planned is processed",
      answered({ status: "EMPTY", batch_id: "b", plan_s3_key: "k" }),
      "SUCCEEDED",
      true,
    ],
    ["a submit that answers nothing useful is recorded", answered({}), "FAILED", false],
  ])("%s", async (_, EvalJudgeSubmitWeekly, status, isProcessed) => {
    const run = await both("saturday", { answers: { EvalJudgeSubmitWeekly } });
    expect(run.status).toBe(status);
    expect(run.states.includes("EvalJudgeProcess")).toBe(isProcessed);
    expect(run.states).toContain("Evaluator");
  });

  test("a judge that never ends is left after its time, and the run goes on", async () => {
    const EvalJudgePoll = answered({ processing_status: "in_progress", exceeded_max_wait: false });
    const { error, states } = await both("saturday", { answers: { EvalJudgePoll } });
    expect(error).toBe("PipelineDegraded");
    expect(states.filter((state) => state === "EvalJudgePoll")).toHaveLength(370);
    expect(states).toContain("Evaluator");
  });

  test.each([
    "Scanner",
    "RegimeSubstrate",
    "EvalRollingMean",
    "AggregateCosts",
    "DriftDetection",
    "WeeklySubstrateHealthCheck",
  ])("%s may fail: everything else runs, and the end says so", async (state) => {
    const run = await both("saturday", { answers: { [state]: new TaskFailure("Lambda.Unknown", "broken") } });
    expect(run).toMatchObject({ error: "PipelineDegraded", subjects: ["Alpha Engine Saturday Pipeline - DEGRADED"] });
    expect(run.cause).toContain(state);
    expect(run.states).toContain("WeeklySubstrateHealthCheck");
  });

  test("a function that says ERROR in a good answer has failed", async () => {
    const answers = { DataPhase2: answered({ status: "ERROR", error: "no vendor" }) };
    const run = await both("saturday", { answers });
    expect(run.subjects).toEqual([
      "Alpha Engine Saturday Pipeline - Research FAILED (early signal)",
      "Alpha Engine Saturday Pipeline - FAILED",
    ]);
    expect(cause(run)).toMatchObject({ branch_a: { branch_a_error: { phase: "DataPhase2" } } });
  });

  test("every subject of a dry pass is one that SNS takes", async () => {
    const answers = { PredictorTraining: new TaskFailure("Ssm.InvalidInstanceIdException", "gone") };
    const { subjects } = await both("saturday", { input: { shell_run: true }, answers });
    expect(subjects).toEqual([
      "Alpha Engine Saturday Preflight Pipeline - Predictor FAILED (early signal)",
      "Alpha Engine Saturday Preflight Pipeline - FAILED",
    ]);
  });
});

describe("weekday", () => {
  test("makes the desk ready", async () => {
    const { status, states } = await both("weekday");
    expect(status).toBe("SUCCEEDED");
    expect(states.filter((state) => ["CheckTradingDay", "StartExecutorEC2", "RunDaemon"].includes(state))).toEqual([
      "CheckTradingDay",
      "StartExecutorEC2",
      "RunDaemon",
    ]);
  });

  test("on a holiday starts nothing and makes sure that the box is off", async () => {
    const { status, states, subjects } = await both("weekday", {
      answers: { WaitForTradingDayCheck: invocation("Failed", 10) },
    });
    expect([status, subjects]).toEqual(["SUCCEEDED", ["Alpha Engine Weekday Pipeline - Skipped (Market Holiday)"]]);
    expect(states).toContain("StopExecutorOnHoliday");
    expect(states).not.toContain("StartExecutorEC2");
  });

  test.each([
    ["failed otherwise", invocation("Failed", 1)],
    ["timed out", invocation("TimedOut", 137)],
    ["did not answer", new TaskFailure("Ssm.InvocationDoesNotExistException", "gone")],
  ])("does not trade when the calendar %s", async (_, WaitForTradingDayCheck) => {
    const run = await both("weekday", { answers: { WaitForTradingDayCheck } });
    expect(run.error).toBe("DailyPipelineFailure");
    expect(run.states).toContain("ForceStopInstance");
    expect(run.states).not.toContain("RunMorningPlanner");
  });

  test.each([
    ["drift", { DeployDriftCheck: answered({ status: "OK", has_drift: true }) }, "DeployDriftGate"],
    ["no word on drift", { DeployDriftCheck: answered({ status: "OK" }) }, "DeployDriftGate"],
    ["no word on coverage", { CheckPredictorCoverage: answered({ status: "OK" }) }, "CoverageGapChoice"],
    [
      "a gap that stays",
      {
        CheckPredictorCoverage: answered({ status: "OK", has_gap: true, missing_tickers: ["A"] }),
        RecheckCoverage: answered({ status: "OK", has_gap: true, missing_tickers: ["A"] }),
      },
      "FinalCoverageGate",
    ],
  ])("stops at %s, and says at which gate", async (_, answers, phase) => {
    const run = await both("weekday", { answers });
    expect(cause(run)).toMatchObject({ phase, source: `${phase}.Default` });
    expect(run.states).toContain("ForceStopInstance");
  });

  test("fills a gap and goes on", async () => {
    const CheckPredictorCoverage = answered({ status: "OK", has_gap: true, missing_tickers: ["A"] });
    const { status, states } = await both("weekday", { answers: { CheckPredictorCoverage } });
    expect(status).toBe("SUCCEEDED");
    expect(states).toContain("ReinvokePredictor");
  });

  test("gives a box up that never comes online", async () => {
    const run = await both("weekday", { answers: { DescribeInstanceInfo: { InstanceInformationList: [] } } });
    expect(cause(run)).toMatchObject({ phase: "StartExecutorEC2", attempts: 40 });
  });

  test("says when the daemon did not start", async () => {
    const run = await both("weekday", { answers: { WaitForRunDaemon: invocation("Failed", 5) } });
    expect(run).toMatchObject({ error: "PipelineDegraded" });
    expect(run.cause).toContain('"exitCode":5');
  });
});

describe("EOD", () => {
  test("ends with the box off", async () => {
    const { status, states } = await both("eod");
    expect(status).toBe("SUCCEEDED");
    expect(states.at(-1)).toBe("PipelineSucceeded");
    expect(states.indexOf("StopTradingInstance")).toBeLessThan(states.indexOf("NotifyComplete"));
  });

  test.each([
    ["the data", { WaitForPostMarketData: invocation("Failed", 1) }],
    ["the snapshot", { CaptureSnapshot: new TaskFailure("Ssm.SsmException", "throttled") }],
    [
      "the topic beside the reconciliation",
      {
        EODReconcile: new TaskFailure("Ssm.SsmException", "x"),
        HandleFailure: new TaskFailure("SNS.InternalErrorException", "away"),
      },
    ],
    ["the stop", { StopTradingInstance: new TaskFailure("Ec2.Ec2Exception", "busy") }],
  ])("stops the box also when %s fails", async (_, answers) => {
    const run = await both("eod", { answers });
    expect(run.error).toBe("EODPipelineFailure");
    expect(run.states).toContain("ForceStopInstance");
  });

  test("a failing health check does not keep the box on", async () => {
    const run = await both("eod", { answers: { WaitForDailySubstrateHealthCheck: invocation("Failed", 1) } });
    expect(run.error).toBe("PipelineDegraded");
    expect(run.states).toContain("StopTradingInstance");
  });
});
