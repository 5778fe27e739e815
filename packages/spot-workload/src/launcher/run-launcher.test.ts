/** @module-tag slow */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";

import { startTestCloud, type TestCloud } from "../../testing/cloud.ts";

let rig: TestCloud;
beforeAll(async () => {
  rig = await startTestCloud();
});
afterAll(() => rig[Symbol.asyncDispose]());
const alive = (): number => rig.cloud.instances().filter(({ state }) => state !== "terminated").length;
afterEach(() => vi.waitUntil(() => alive() === 0, { timeout: 30_000 }), 40_000);

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

interface Config {
  readonly commands?: Readonly<Record<string, readonly string[]>>;
  readonly [key: string]: unknown;
}

const CONFIG = {
  bucket: "bucket",
  instanceTypes: ["c7i.large"],
  subnetIds: ["subnet-a"],
  imageId: "ami-1",
  watchdog: false,
};
const PREPARE = { bootstrap: ["true"], deps: ["echo deps"] };

/** A launcher in a process of its own; its one stage runs `line`. */
async function start(
  { commands = {}, ...config }: Config,
  line: string,
  environment: Readonly<Record<string, string>> = { RUN_DATE: "2026-01-31" },
  flags: readonly string[] = [],
): Promise<ChildProcess & { readonly result: Promise<Ended> }> {
  const file = join(rig.directory, `config-${Math.random()}.json`);
  const own = { ...PREPARE, workload: [line], ...commands };
  await writeFile(file, JSON.stringify({ ...config, commands: own }, undefined, 2));
  const bin = join(import.meta.dirname, "../../testing/launcher-bin.ts");
  const env = { PATH: process.env.PATH, ...rig.cloud.environment, ...environment };
  const child = spawn(process.execPath, [bin, file, ...flags], { env });
  const result = Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]).then(
    ([stdout, stderr, [exitCode]]): Ended => ({ stdout, stderr, exitCode: exitCode as number }),
  );
  return Object.assign(child, { result });
}

async function run(...args: Parameters<typeof start>): Promise<Ended> {
  return (await start(...args)).result;
}

test("a launcher tells what happens, passes every byte of the scripts on, and ends with their exit code", async () => {
  const { stdout, stderr, exitCode } = await run(
    CONFIG,
    'echo "$RUN_DATE $S3_BUCKET $AWS_REGION $HOME"; printf cut; exit 9',
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 9, stderr: "" });
  const made = stdout.replaceAll(/i-[0-9a-f]{17}/g, "i-1").replaceAll(/[0-9a-f-]{36}/g, "command");
  expect(made.replace(/\d{8}T\d{6}Z-[0-9a-f]{8}/, "made-up")).toBe(
    [
      "sweeper: run made-up of 2026-01-31",
      "sweeper: attempt 1: launched i-1 (c7i.large/subnet-a, spot)",
      "sweeper: i-1 is online",
      "sweeper: bootstrap: started as command command",
      "sweeper: bootstrap: succeeded, exit code 0 (SSM: Success/Success, response code 0)",
      "sweeper: deps: started as command command",
      "deps",
      "sweeper: deps: succeeded, exit code 0 (SSM: Success/Success, response code 0)",
      "sweeper: workload: started as command command",
      "2026-01-31 bucket us-east-1 /home/ec2-user",
      "cut",
      "failed to run commands: exit status 9",
      "sweeper: workload: failed, exit code 9 (SSM: Failed/Failed, response code 9)",
      "sweeper: gave i-1 back",
      "",
    ].join("\n"),
  );
});

test.concurrent("the config replaces commands by name, and they find what the flags mean for their stage", async () => {
  const { stdout, exitCode } = await run(CONFIG, 'echo "from the config: $STAGE_ARGS"');
  expect(exitCode).toBe(0);
  expect(stdout).toContain("\nfrom the config: --fast '\n");
  expect(stdout).toContain("sweeper: heartbeat sweep\n");
});

test("a dry pass runs the checks in place of the stage, knows the needs of both, and has no heartbeat", async () => {
  const config = {
    ...CONFIG,
    needs: { deps: { diskMiB: 9 }, workload: { secrets: ["/app/KEY"], diskMiB: 5 } },
    commands: { preflight: ['echo "checked $NEEDS"'] },
  };
  const before = await rig.keys("");
  const { stdout, exitCode } = await run(config, "echo worked", { RUN_DATE: "2026-01-30" }, ["--preflight-only"]);
  expect(exitCode).toBe(0);
  expect(stdout).not.toContain("worked");
  expect(stdout).not.toContain("heartbeat");
  const needs: unknown = JSON.parse(/^checked (.*)$/m.exec(stdout)?.[1] ?? "");
  expect(needs).toMatchObject({ secrets: ["/app/KEY"], diskMiB: 9, writes: ["_ssm_logs/spot-workload/"] });
  // What SSM itself keeps of the scripts' output is all that is left.
  const left = (await rig.keys("")).filter((key) => !before.includes(key));
  for (const key of left) expect(key).toMatch(/^_ssm_output\//);
});

test.concurrent("repository and branch reach the scripts as they are", async () => {
  const config = {
    ...CONFIG,
    repository: "https://example.com/$(id).git",
    commands: { bootstrap: ['echo "$REPOSITORY at $BRANCH"'] },
  };
  const { stdout } = await run(config, "true", { RUN_DATE: "2026-01-31", BRANCH: "env" }, ["--branch"]);
  expect(stdout).toContain("\nhttps://example.com/$(id).git at flagged\n");
});

test("a run that straddles midnight, and is relaunched behind it, keeps its date", async () => {
  rig.reset({ launch: () => ((asked += 1) <= 1 ? { code: "InsufficientInstanceCapacity" } : undefined) });
  let asked = 0;
  const preload = new URL("../../testing/moving-clock.mjs", import.meta.url);
  const environment = {
    RUN_DATE: "2026-01-31",
    CLOCK: "2026-01-31T23:59:30Z",
    NODE_OPTIONS: `--import=${preload.href}`,
  };
  const { stdout, exitCode } = await run(
    { ...CONFIG, retryBackoffSeconds: 0 },
    'echo "date $RUN_DATE of $RUN_ID"',
    environment,
  );
  rig.reset();
  expect(exitCode).toBe(0);
  expect(stdout).toContain("relaunching, attempt 2");
  expect(stdout).toMatch(/^date 2026-01-31 of 20260131T235930Z/m);
  const launched = rig.cloud.instances().find(({ instanceId }) => stdout.includes(`launched ${instanceId}`));
  expect(launched?.tags.Name).toBe("alpha-engine-sweep-20260131");
  // The clock did move: the second attempt began behind midnight.
  expect(launched?.tags["alpha-engine:deadline"]).toMatch(/^2026-02-01/);
});

test.concurrent("--show-config tells every setting and where it came from, and launches nothing", async () => {
  const { stdout, stderr, exitCode } = await run(CONFIG, "true", { BRANCH: "env" }, ["--show-config", "--branch"]);
  expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
  expect(stdout).toMatch(/^bucket +bucket +config-[\d.]+\.json:2$/m);
  expect(stdout).toMatch(/^branch +flagged +--branch$/m);
  expect(stdout).toMatch(/^volumeSize +30 +default$/m);
  const json = await run(CONFIG, "true", {}, ["--show-config", "--json"]);
  expect(JSON.parse(json.stdout)).toContainEqual({ key: "region", value: "us-east-1", source: "$AWS_REGION" });
});

test.concurrent("a step without the time for every attempt is refused with the arithmetic", async () => {
  const { stdout, stderr, exitCode } = await run({ ...CONFIG, stepTimeoutSeconds: 1000 }, "true");
  expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 2 });
  expect(stderr).toContain("workload 600");
});

test.concurrent("the instance is named after the slug and the date, and knows the SSM command that its launcher ran in", async () => {
  const commandId = "11111111-2222-3333-4444-555555555555";
  await run(CONFIG, "true", { RUN_DATE: "2026-01-31", SSM_COMMAND_ID: commandId });
  const instance = rig.cloud.instances().find(({ tags }) => tags["alpha-engine:ssm-command-id"] === commandId);
  expect(instance?.tags).toMatchObject({ Name: "alpha-engine-sweep-20260131", "alpha-engine:purpose": "sweep" });
});

test("SIGTERM cancels the script, gives the instance back and ends with 130", async () => {
  const child = await start(CONFIG, "sleep 1000");
  await expect
    .poll(() => rig.cloud.commands().some(({ script, status }) => /sleep 1000/.test(script) && status === "InProgress"))
    .toBe(true);
  child.kill("SIGTERM");
  const { stdout, exitCode } = await child.result;
  expect(exitCode).toBe(130);
  expect(stdout).toContain("sweeper: SIGTERM: cancelling and giving the instance back");
  expect(stdout).toMatch(/sweeper: workload: cancelled.*\nsweeper: gave i-\w+ back\n$/);
});

test.concurrent.each([
  ["without a run date", CONFIG, {}, "run_date must be a real date"],
  ["with a date that is none", CONFIG, { RUN_DATE: "2026-02-30" }, "2026-02-30"],
  ["with a wrong config", { ...CONFIG, bukket: "x" }, { RUN_DATE: "2026-01-31" }, "bukket"],
])("%s nothing is launched and the exit code is 2", async (_, config, environment, message) => {
  const { stdout, stderr, exitCode } = await run(config, "true", environment);
  expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 2 });
  expect(stderr).toContain(message);
});
