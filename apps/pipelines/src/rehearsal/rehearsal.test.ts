/** @module-tag slow */
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:net";

import { describe, expect, test } from "vitest";

import { processesOf, startRehearsal, whatIsLeft } from "../../testing/rehearsal-process.ts";

const LONG = 180_000;
const SPOT_STATES = [
  "MorningEnrich",
  "DataPhase1",
  "RAGIngestion",
  "PredictorTraining",
  "DriftDetection",
  "Backtester",
  "PredictorBacktest",
  "PortfolioOptimizerBacktest",
  "Parity",
  "Evaluator",
];
const ARTIFACT = /^(data|signals|predictor|backtest|reports)\//;
/** Leaves out what a test does not look at. */
const SHORT = Object.fromEntries(
  [
    "rag_ingestion",
    "regime_substrate",
    "regime_retrospective_eval",
    "data_phase2",
    "eval_judge",
    "rationale_clustering",
    "replay_concordance",
    "counterfactual",
    "aggregate_costs",
    "drift_detection",
    "predictor_backtest",
    "portfolio_optimizer_backtest",
  ].map((step) => [`skip_${step}`, true]),
);
const short = (more: Readonly<Record<string, unknown>> = {}): string => JSON.stringify({ ...SHORT, ...more });

test(
  "the whole Saturday runs on real processes, and leaves its logs, artifacts, messages and nothing that lives",
  { timeout: LONG },
  async () => {
    using run = startRehearsal([]);
    const { code, stdout, stderr } = await run.ended;
    expect(code, stderr + stdout).toBe(0);
    const { summary, keys, notifications, metrics, read, onInstance } = whatIsLeft(run.directory);
    expect(summary).toMatchObject({ status: "SUCCEEDED", error: null, problems: [] });
    const runDate = summary.startedAt?.slice(0, 10);

    for (const name of SPOT_STATES) {
      const state = summary.states.find((one) => one.name === name);
      expect(state, name).toMatchObject({ status: "SUCCEEDED", attempts: 1, exitCode: 0 });
      const { logKey, instanceId, commandId } = state ?? {};
      // The object is, byte for byte, the log on the dispatcher box.
      const [dispatcher = ""] = (summary.input as { ec2_instance_id: string[] }).ec2_instance_id;
      const slug = logKey?.split("/")[1];
      expect(read(logKey ?? "").equals(onInstance(dispatcher, `var/log/${slug}.log`)), name).toBe(true);
      expect(String(read(logKey ?? ""))).toContain(`launched ${instanceId}`);
      expect(commandId).toMatch(/^[\da-f-]{36}$/);
      expect(
        stdout,
        "80 columns have room for the instance where no step took ten seconds, never for the log's key",
      ).toMatch(new RegExp(`${name} +succeeded +1 .* 0(?: +${instanceId})?\\n`));
    }

    const artifacts = keys.filter((key) => ARTIFACT.test(key));
    expect(artifacts.length).toBeGreaterThan(15);
    expect(artifacts.filter((key) => key.split("/")[1] !== runDate)).toEqual([]);
    for (const stage of [
      "data/D/daily_closes",
      "data/D/prices",
      "data/D/rag",
      "signals/D",
      "predictor/D",
      "backtest/D/simulation",
      "backtest/D/parity",
      "backtest/D/evaluator",
    ]) {
      expect(artifacts).toContain(`${stage.replace("D", runDate ?? "")}/manifest.json`);
    }
    for (const name of ["scanner", "eval-judge", "eval-rolling-mean", "replay-concordance", "aggregate-costs"])
      expect(keys).toContain(`reports/${runDate}/${name}.json`);
    expect(
      keys.filter((key) => key.startsWith("tmp/")),
      "staging is gone",
    ).toEqual([]);
    expect(notifications.map(({ subject }) => subject)).toEqual(["Alpha Engine Saturday Pipeline - SUCCESS"]);
    const heartbeats = metrics.filter(({ name }) => name === "Heartbeat").map(({ dimensions }) => dimensions.Process);
    expect(heartbeats).toEqual(
      expect.arrayContaining([
        "morning-enrich",
        "data-phase1",
        "rag-ingestion",
        "predictor-training",
        "backtester",
        "parity",
        "evaluator",
      ]),
    );
    expect(processesOf(run.directory)).toEqual([]);
  },
);

test("the dry pass boots and checks every step and writes no artifact", { timeout: LONG }, async () => {
  using run = startRehearsal(["--input", '{"shell_run":true}']);
  const { code, stderr } = await run.ended;
  expect(code, stderr).toBe(0);
  const { summary, keys, notifications, metrics } = whatIsLeft(run.directory);
  const work = summary.states.filter(({ kind, name }) => kind !== "sns" && !name.startsWith("EvalJudge"));
  expect(work.filter(({ status }) => status !== "SUCCEEDED")).toEqual([]);
  expect(keys.filter((key) => ARTIFACT.test(key))).toEqual([]);
  expect(notifications.map(({ subject }) => subject)).toEqual(["Alpha Engine Saturday Preflight Pipeline - SUCCESS"]);
  expect(metrics.filter(({ name }) => name === "Heartbeat")).toEqual([]);
  expect(processesOf(run.directory)).toEqual([]);
});

test(
  "a step that fails ends the run, and its exit code is in table, summary, error and notification",
  { timeout: LONG },
  async () => {
    using run = startRehearsal(["--fail", "Backtester", "--input", short()]);
    const { code, stdout } = await run.ended;
    expect(code).toBe(1);
    const { summary, notifications } = whatIsLeft(run.directory);
    const state = (name: string) => summary.states.find((one) => one.name === name);
    expect(summary).toMatchObject({ status: "FAILED", error: "PipelineFailure", problems: [] });
    expect(state("Backtester")).toMatchObject({ status: "FAILED", exitCode: 3, attempts: 1 });
    expect(state("Parity")).toMatchObject({ status: "NOT_REACHED", attempts: 0 });
    expect(JSON.parse(summary.cause ?? "")).toMatchObject({ phase: "Backtester", exitCode: 3 });
    expect(stdout).toMatch(/^Backtester +failed +1 .* 3/m);
    expect(stdout).toMatch(/\nnext: less \S+\/_ssm_logs\/backtester\/\S+\n$/);
    expect(notifications).toHaveLength(1);
    expect(notifications[0]?.subject).toBe("Alpha Engine Saturday Pipeline - FAILED");
    expect(notifications[0]?.message).toContain('"exitCode":3');
    expect(processesOf(run.directory)).toEqual([]);
  },
);

test(
  "a branch that fails alerts at once, lets its sibling finish, and fails the run at the join",
  { timeout: LONG },
  async () => {
    using run = startRehearsal(["--fail", "Research", "--input", short()]);
    const { code } = await run.ended;
    expect(code).toBe(1);
    const { summary, notifications } = whatIsLeft(run.directory);
    const state = (name: string) => summary.states.find((one) => one.name === name);
    expect(state("Research")).toMatchObject({ status: "FAILED" });
    expect(state("PredictorTraining")).toMatchObject({ status: "SUCCEEDED", exitCode: 0 });
    expect(state("Backtester")).toMatchObject({ status: "NOT_REACHED" });
    expect(notifications.map(({ subject }) => subject)).toEqual([
      "Alpha Engine Saturday Pipeline - Research FAILED (early signal)",
      "Alpha Engine Saturday Pipeline - FAILED",
    ]);
  },
);

test(
  "an instance that is taken away mid-run is relaunched in another pool, and the run succeeds",
  { timeout: LONG },
  async () => {
    using run = startRehearsal(["--reclaim", "Backtester", "--input", short()]);
    const { code, stderr } = await run.ended;
    expect(code, stderr).toBe(0);
    const { summary, metrics, read } = whatIsLeft(run.directory);
    const state = summary.states.find(({ name }) => name === "Backtester");
    expect(state).toMatchObject({ status: "SUCCEEDED", attempts: 2, exitCode: 0 });
    expect(new Set(state?.instanceIds).size).toBe(2);
    const log = String(read(state?.logKey ?? ""));
    expect(log).toContain("classified as reclaim");
    const pools = [...log.matchAll(/launched i-\S+ \((\S+),/g)].map(([, pool]) => pool);
    expect(new Set(pools).size).toBe(2);
    expect(metrics.filter(({ name }) => name === "SpotInterruptionRetry")).toHaveLength(1);
    expect(processesOf(run.directory)).toEqual([]);
  },
);

test("a skipped backtest takes parity with it; the evaluator reports both as skipped", { timeout: LONG }, async () => {
  using run = startRehearsal(["--input", short({ skip_backtester: true, run_date: "2026-02-27" })]);
  const { code, stderr } = await run.ended;
  expect(code, stderr).toBe(0);
  const { summary, keys, read } = whatIsLeft(run.directory);
  const status = (name: string) => summary.states.find((one) => one.name === name)?.status;
  expect(["Backtester", "PredictorBacktest", "Parity", "Evaluator"].map(status)).toEqual([
    "SKIPPED",
    "SKIPPED",
    "SKIPPED",
    "SUCCEEDED",
  ]);
  expect(String(read("backtest/2026-02-27/evaluator/report.md"))).toMatch(/skipped/);
  expect(
    keys.filter((key) => ARTIFACT.test(key) && key.split("/")[1] !== "2026-02-27"),
    "the caller's run_date wins",
  ).toEqual([]);
});

test(
  "an advisory function that fails lets every other step run; the end is degraded and says which",
  { timeout: LONG },
  async () => {
    using run = startRehearsal(["--fail", "Scanner", "--input", short({ skip_backtester: true })]);
    const { code, stdout } = await run.ended;
    expect(code).toBe(1);
    const { summary, notifications } = whatIsLeft(run.directory);
    const status = (name: string) => summary.states.find((one) => one.name === name)?.status;
    expect([status("Scanner"), status("Evaluator")]).toEqual(["FAILED", "SUCCEEDED"]);
    expect(summary).toMatchObject({ status: "FAILED", error: "PipelineDegraded" });
    expect(notifications.map(({ subject }) => subject)).toEqual(["Alpha Engine Saturday Pipeline - DEGRADED"]);
    expect(stdout).toContain("InjectedFault");
  },
);

test(
  "a stage whose upstream artifact is missing fails and says which key it looked for",
  { timeout: LONG },
  async () => {
    using run = startRehearsal(["--input", '{"skip_morning_enrich":true,"run_date":"2026-02-27"}']);
    const { code, stdout } = await run.ended;
    expect(code).toBe(1);
    const { summary } = whatIsLeft(run.directory);
    expect(summary.states.find(({ name }) => name === "DataPhase1")).toMatchObject({ status: "FAILED", exitCode: 1 });
    expect(stdout).toContain("s3://alpha-engine-research/data/2026-02-27/daily_closes/manifest.json");
  },
);

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s stops every process, keeps what was written and says so",
  { timeout: LONG },
  async (signal) => {
    using run = startRehearsal([]);
    let said = "";
    run.process.stderr?.on("data", (chunk: Buffer) => (said += String(chunk)));
    await expect.poll(() => said, { timeout: 60_000, interval: 20 }).toMatch(/DataPhase1: bootstrap on i-/);
    expect(processesOf(run.directory).length).toBeGreaterThan(1);
    run.process.kill(signal);
    const { code, stdout } = await run.ended;
    expect(code).toBe(signal === "SIGINT" ? 130 : 143);
    expect(stdout).toMatch(/stopped +everything that was written is kept in/);
    const { summary, keys, commandOutput } = whatIsLeft(run.directory);
    expect(summary.status).toBe("ABORTED");
    expect(summary.states.find(({ name }) => name === "MorningEnrich")?.status).toBe("SUCCEEDED");
    const cut = summary.states.find(({ name }) => name === "DataPhase1");
    expect(cut?.status).toBe("ABORTED");
    expect(commandOutput(cut?.commandFolder ?? ""), "what the step that was cut had printed").toContain("launched i-");
    expect(keys.some((key) => key.includes("daily_closes"))).toBe(true);
    expect(processesOf(run.directory)).toEqual([]);
  },
);

test("even SIGKILL leaves no process behind", { timeout: LONG }, async () => {
  using run = startRehearsal(["--sandbox", "auto"]);
  let said = "";
  run.process.stderr?.on("data", (chunk: Buffer) => (said += String(chunk)));
  await expect.poll(() => said, { timeout: 60_000, interval: 20 }).toMatch(/MorningEnrich: i-\S+ rented/);
  run.process.kill("SIGKILL");
  await run.ended;
  await expect.poll(() => processesOf(run.directory), { timeout: 5000 }).toEqual([]);
});

describe("the trading box", () => {
  const trading = (directory: string) => {
    const { summary, notifications, read, keys } = whatIsLeft(directory);
    return { summary, subjects: notifications.map(({ subject }) => subject), read, keys };
  };

  test("is started in the morning of a trading day, and the desk is made ready", { timeout: LONG }, async () => {
    using run = startRehearsal(["--input", '{"run_date":"2026-11-20"}'], process.env, "weekday");
    const { code, stderr } = await run.ended;
    expect(code, stderr).toBe(0);
    const { summary, subjects, keys } = trading(run.directory);
    expect(subjects).toEqual(["Alpha Engine Weekday Pipeline - SUCCESS"]);
    expect(summary.states.find(({ name }) => name === "RunDaemon")).toMatchObject({ status: "SUCCEEDED", exitCode: 0 });
    expect(keys).toContain("reports/2026-11-20/orders.json");
    expect(processesOf(run.directory)).toEqual([]);
  });

  test("stays off on a holiday", { timeout: LONG }, async () => {
    using run = startRehearsal(["--input", '{"run_date":"2026-11-26"}'], process.env, "weekday");
    expect((await run.ended).code).toBe(0);
    const { summary, subjects } = trading(run.directory);
    expect(subjects).toEqual(["Alpha Engine Weekday Pipeline - Skipped (Market Holiday)"]);
    expect(summary.states.find(({ name }) => name === "StartExecutorEC2")?.status).toBe("NOT_REACHED");
  });

  test("is stopped in the evening", { timeout: LONG }, async () => {
    using run = startRehearsal([], process.env, "eod");
    const { code, stderr } = await run.ended;
    expect(code, stderr).toBe(0);
    const { summary, subjects } = trading(run.directory);
    expect(subjects).toEqual(["Alpha Engine EOD Pipeline - SUCCESS"]);
    expect(summary.states.find(({ name }) => name === "StopTradingInstance")?.status).toBe("SUCCEEDED");
  });

  test("is stopped after a failure, too", { timeout: LONG }, async () => {
    using run = startRehearsal(["--fail", "EODReconcile"], process.env, "eod");
    expect((await run.ended).code).toBe(1);
    const { summary } = trading(run.directory);
    const status = (name: string) => summary.states.find((one) => one.name === name)?.status;
    expect([status("EODReconcile"), status("ForceStopInstance")]).toEqual(["FAILED", "SUCCEEDED"]);
    expect(JSON.parse(summary.cause ?? "")).toMatchObject({ phase: "EODReconcile", exitCode: 3 });
  });
});

describe("bad input is refused with one line, exit code 2, and nothing started", { timeout: LONG }, () => {
  test.each([
    ["an unknown option", ["--inptu", "{}"], /unknown option '--inptu'.*--input/],
    ["an input that is not JSON", ["--input", "{shell_run}"], /--input.*not JSON/],
    [
      "an input that is not an object",
      ["--input", "[]"],
      /--input.*expected a JSON object|--input.*Expected a JSON object, got an array/,
    ],
    [
      "a string where a flag wants a boolean",
      ["--input", '{"shell_run":"true"}'],
      /--input: shell_run: expected true or false, got "true"/,
    ],
    [
      "an unknown skip flag",
      ["--input", '{"skip_backtest":true}'],
      /--input: skip_backtest: unknown \(did you mean skip_backtester\?\)/,
    ],
    ["a run_date that is no date", ["--input", '{"run_date":"2026-02-30"}'], /--input: run_date: expected a date/],
    [
      "shell code in preflight_args",
      ["--input", '{"preflight_args":"; rm -rf /"}'],
      /--input: preflight_args: expected one of/,
    ],
    [
      "a state that does not exist",
      ["--fail", "Backtest"],
      /the fault fail Backtest: there is no such state \(did you mean Backtester\?\); expected one of .*Backtester/,
    ],
    [
      "a reclaim of a state without an instance",
      ["--reclaim", "Research"],
      /the fault reclaim Research: this state cannot fail in this way/,
    ],
    [
      "settings that are missing",
      ["--settings", "/nowhere/settings.json"],
      /\/nowhere\/settings\.json cannot be read: ENOENT/,
    ],
    ["settings that are a folder", ["--settings", "/tmp"], /\/tmp cannot be read: EISDIR/],
    [
      "a launcher that there is not",
      ["--set", 'launchers={"backtest":{}}'],
      /rehearsal: the settings are wrong: .*"backtest"/,
    ],
    ["a port that is no port", ["--port", "99999"], /whole number from 1 to 65535/],
    ["a name that is no name", ["--name", "../x"], /--name/],
  ])("%s", async (_, flags, message) => {
    using run = startRehearsal(flags);
    const { code, stdout, stderr } = await run.ended;
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(existsSync(run.directory) ? readdirSync(run.directory) : []).toEqual([]);
  });

  test("a port that is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    using run = startRehearsal(["--port", String(port)]);
    const { code, stderr } = await run.ended;
    expect(code).toBe(2);
    expect(stderr).toContain(String(port));
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(readdirSync(run.directory)).toEqual([]);
    server.close();
  });

  test("no bash", async () => {
    using run = startRehearsal([], { ...process.env, PATH: "/nowhere" });
    const { code, stderr } = await run.ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(/^alpha-engine: no bash in \$PATH/);
  });
});
