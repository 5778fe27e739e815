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
  "Backtester",
  "Parity",
  "Evaluator",
];
const ARTIFACT = /^(data|signals|predictor|backtest)\//;

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
      expect(stdout).toMatch(new RegExp(`${name} +succeeded +1 .*${instanceId} +0 +${logKey}`));
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
  expect(summary.states.filter(({ kind, status }) => kind !== "sns" && status !== "SUCCEEDED")).toEqual([]);
  expect(keys.filter((key) => ARTIFACT.test(key))).toEqual([]);
  expect(notifications.map(({ subject }) => subject)).toEqual(["Alpha Engine Saturday Preflight Pipeline - SUCCESS"]);
  expect(metrics.filter(({ name }) => name === "Heartbeat")).toEqual([]);
  expect(processesOf(run.directory)).toEqual([]);
});

test(
  "a step that fails ends the run, and its exit code is in table, summary, error and notification",
  { timeout: LONG },
  async () => {
    using run = startRehearsal(["--fail", "Backtester"]);
    const { code, stdout } = await run.ended;
    expect(code).toBe(1);
    const { summary, notifications } = whatIsLeft(run.directory);
    const state = (name: string) => summary.states.find((one) => one.name === name);
    expect(summary).toMatchObject({ status: "FAILED", error: "PipelineFailure", problems: [] });
    expect(state("Backtester")).toMatchObject({ status: "FAILED", exitCode: 3, attempts: 1 });
    expect(state("Parity")).toMatchObject({ status: "NOT_REACHED", attempts: 0 });
    expect(JSON.parse(summary.cause ?? "")).toMatchObject({ phase: "Backtester", exitCode: 3 });
    expect(stdout).toMatch(/Backtester +failed +1 .* 3 +_ssm_logs\/backtester\//);
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
    using run = startRehearsal(["--fail", "Research", "--input", '{"skip_rag_ingestion":true}']);
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
    using run = startRehearsal(["--reclaim", "Backtester"]);
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
  using run = startRehearsal(["--input", '{"skip_backtester":true,"run_date":"2026-02-27"}']);
  const { code, stderr } = await run.ended;
  expect(code, stderr).toBe(0);
  const { summary, keys, read } = whatIsLeft(run.directory);
  const status = (name: string) => summary.states.find((one) => one.name === name)?.status;
  expect([status("Backtester"), status("Parity"), status("Evaluator")]).toEqual(["SKIPPED", "SKIPPED", "SUCCEEDED"]);
  expect(String(read("backtest/2026-02-27/evaluator/report.md"))).toMatch(/skipped/);
  expect(
    keys.filter((key) => ARTIFACT.test(key) && key.split("/")[1] !== "2026-02-27"),
    "the caller's run_date wins",
  ).toEqual([]);
});

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
    await expect.poll(() => said, { timeout: 60_000, interval: 20 }).toMatch(/DataPhase1: i-\S+ rented/);
    expect(processesOf(run.directory).length).toBeGreaterThan(1);
    run.process.kill(signal);
    const { code, stdout } = await run.ended;
    expect(code).toBe(signal === "SIGINT" ? 130 : 143);
    expect(stdout).toMatch(/stopped +everything that was written is kept in/);
    const { summary, keys, read } = whatIsLeft(run.directory);
    expect(summary.status).toBe("ABORTED");
    expect(summary.states.find(({ name }) => name === "MorningEnrich")?.status).toBe("SUCCEEDED");
    const cut = summary.states.find(({ name }) => name === "DataPhase1");
    expect(cut?.status).toBe("ABORTED");
    expect(String(read(cut?.logKey ?? "")), "the log of the step that was cut is in the bucket").toContain(
      "launched i-",
    );
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

describe("bad input is refused with one line, exit code 2, and nothing started", () => {
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
      /--input: skip_backtest: unknown; did you mean skip_backtester\?/,
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
      /--fail Backtest: no such state; expected one of .*Backtester/,
    ],
    [
      "a reclaim of a state without an instance",
      ["--reclaim", "Research"],
      /--reclaim Research: cannot reclaim this state/,
    ],
    [
      "a config that is missing",
      ["--config", "/nowhere/config.json"],
      /cannot read the config \/nowhere\/config\.json: ENOENT/,
    ],
    ["a config that is a folder", ["--config", "/tmp"], /cannot read the config \/tmp: EISDIR/],
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
    expect(stderr).toMatch(/^pipelines: no bash in \$PATH/);
  });
});
