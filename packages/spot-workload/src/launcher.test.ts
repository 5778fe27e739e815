import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud, until } from "../testing/cloud.ts";

let rig: TestCloud;
beforeAll(async () => {
  rig = await startTestCloud();
});
afterAll(() => rig[Symbol.asyncDispose]());
afterEach(() => until(() => rig.cloud.instances().every(({ state }) => state === "terminated")));

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

const CONFIG = {
  bucket: "bucket",
  instanceTypes: ["c7i.large"],
  subnetIds: ["subnet-a"],
  imageId: "ami-1",
  watchdog: false,
};

/** A launcher in a process of its own. */
async function start(
  config: object,
  line: string,
  environment: Readonly<Record<string, string>> = { RUN_DATE: "2026-01-31" },
): Promise<ChildProcess & { readonly result: Promise<Ended> }> {
  const file = join(rig.directory, `config-${Math.random()}.json`);
  await writeFile(file, JSON.stringify(config));
  const bin = join(import.meta.dirname, "../testing/launcher-bin.ts");
  const env = { PATH: process.env.PATH, ...rig.cloud.environment, ...environment };
  const child = spawn(process.execPath, [bin, file, line], { env });
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
  expect(stdout.replaceAll(/i-[0-9a-f]{17}/g, "i-1").replaceAll(/[0-9a-f-]{36}/g, "command")).toBe(
    [
      "sweeper: attempt 1: launched i-1 (c7i.large/subnet-a, spot)",
      "sweeper: i-1 is online",
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

test.concurrent("the config replaces commands and budgets by name", async () => {
  const config = { ...CONFIG, commands: { workload: ["echo from the config"] }, budgets: { workload: 77 } };
  const { stdout, exitCode } = await run(config, "exit 9");
  expect(exitCode).toBe(0);
  expect(stdout).toContain("\nfrom the config\n");
  expect(stdout).toContain("sweeper: heartbeat sweep\n");
});

test.concurrent("the instance is named after the slug and the date, and knows the SSM command that its launcher ran in", async () => {
  const commandId = "11111111-2222-3333-4444-555555555555";
  await run(CONFIG, "true", { RUN_DATE: "2026-01-31", SSM_COMMAND_ID: commandId });
  const instance = rig.cloud.instances().find(({ tags }) => tags["alpha-engine:ssm-command-id"] === commandId);
  expect(instance?.tags).toMatchObject({ Name: "alpha-engine-sweep-20260131", "alpha-engine:purpose": "sweep" });
});

test("a watchdog behind the sum of all budgets is armed before anything else, where the config wants one", async () => {
  await run({ ...CONFIG, watchdog: true }, "true");
  const armed = rig.cloud.commands().filter(({ script }) => script.includes("systemd-run"));
  expect(armed).toHaveLength(1);
  const lines = armed[0]?.script.split("\n") ?? [];
  const first = lines.indexOf("set -eo pipefail") + 1;
  expect(lines.slice(first, first + 2)).toEqual([
    "systemd-run --unit=alpha-engine-watchdog --on-active=1260 /sbin/shutdown -h now",
    "echo deps",
  ]);
});

test("SIGTERM cancels the script, gives the instance back and ends with 130", async () => {
  const child = await start(CONFIG, "sleep 1000");
  await until(() =>
    rig.cloud.commands().some(({ script, status }) => /sleep 1000/.test(script) && status === "InProgress"),
  );
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
