/** @module-tag slow */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { startTestCloud, type TestCloud, SOON } from "../../testing/cloud.ts";
import { type Ended, startCommand, type Started } from "../../testing/command.ts";

let rig: TestCloud;
let ids: readonly string[];
let id: string;
beforeAll(async () => {
  rig = await startTestCloud();
  ids = await Promise.all([rig.boot(), rig.boot(), rig.boot()]);
  id = ids[0] ?? "";
});
afterAll(() => rig[Symbol.asyncDispose]());

const start = (args: readonly string[], input = ""): Started => startCommand(args, rig.cloud.environment, input);
const cli = (...args: readonly string[]): Promise<Ended> => start(args).result;
const run = (input: string, ...args: readonly string[]): Started =>
  start(["run", "--instance-id", id, "--description", "test", "--script-stdin", ...args], input);
const statusOf = (script: string): string | undefined =>
  rig.cloud.commands().find((command) => command.script.includes(script) && command.startedAt !== undefined)?.status;

describe.concurrent("a signal", () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "%s, the first, cancels the remote command, waits for its end and says so",
    async (signal) => {
      const script = `sleep 1000; : ${signal}`;
      const { child, result } = run(script);
      await vi.waitUntil(() => statusOf(script) !== undefined, SOON);
      child.kill(signal);
      const { exitCode, stderr } = await result;
      expect(exitCode).toBe(130);
      expect(stderr).toContain("cancelling the remote command, waiting for its end");
      expect(stderr).toContain("ssm-dispatcher: cancelled, exit code 130 (SSM: Cancelled/Cancelled");
      expect(statusOf(script)).toBe("Cancelled");
    },
  );

  test("the second, gives up at once and says what is left and how to look", async () => {
    const script = "sleep 1000; : stubborn";
    const { child, result, soFar } = run(script);
    await vi.waitUntil(() => statusOf(script) !== undefined, SOON);
    child.kill("SIGINT");
    await vi.waitUntil(() => soFar.stderr.includes("cancelling"), SOON);
    child.kill("SIGINT");
    const { exitCode, stderr } = await result;
    expect(exitCode).toBe(130);
    const { commandId } = rig.cloud.commands().find((command) => command.script.includes("stubborn")) ?? {};
    // The cancel may have been through by then: then it is the ordinary end.
    if (!stderr.includes("cancelled, exit code")) {
      expect(stderr).toContain(`command ${commandId} may still run on ${id}`);
      expect(stderr).toContain(`ssm-dispatcher attach ${commandId} --instance-id ${id}`);
    }
  });
});

describe.concurrent("--detach", () => {
  test("prints the command id; attach then ends as run would have", async () => {
    const { stdout, exitCode } = await run("sleep 0.5; echo out; exit 8", "--detach").result;
    expect(exitCode).toBe(0);
    const commandId = stdout.trim();
    const attached = await cli("attach", commandId, "--instance-id", id);
    expect(attached).toMatchObject({ exitCode: 8, stdout: "out\n" });
    expect(attached.stderr).toContain("failed, exit code 8 (SSM: Failed/Failed, response code 8)");
    const inJson = await cli("attach", commandId, "--instance-id", id, "--json");
    expect(JSON.parse(inJson.stdout)).toMatchObject({ commandId, outcome: "failed", exitCode: 8 });
  });

  test("leaves it running, for cancel to end it", async () => {
    const script = "sleep 1000; : detached";
    const { stdout } = await run(script, "--detach", "--json").result;
    const { commandId } = JSON.parse(stdout) as { commandId: string };
    await vi.waitUntil(() => statusOf(script) === "InProgress", SOON);
    const cancelled = await cli("cancel", commandId, "--instance-id", id);
    expect(cancelled).toMatchObject({ exitCode: 0, stdout: "" });
    expect(cancelled.stderr).toContain("ssm-dispatcher: cancelled (SSM: Cancelled/Cancelled");
    expect(statusOf(script)).toBe("Cancelled");
  });

  test("of a dispatcher that is killed, attach takes over", async () => {
    const script = "sleep 1.5; echo taken over; : orphan";
    const { child, result } = run(script);
    await vi.waitUntil(() => statusOf(script) !== undefined, SOON);
    child.kill("SIGKILL");
    await result;
    const { commandId = "" } = rig.cloud.commands().find((command) => command.script.includes("orphan")) ?? {};
    expect(await cli("attach", commandId, "--instance-id", id)).toMatchObject({ exitCode: 0, stdout: "taken over\n" });
  });

  test("of a command that is not there, attach ends with 2", async () => {
    const { exitCode, stderr } = await cli("attach", "00000000-0000-4000-8000-000000000000", "--instance-id", id);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("SSM knows no command");
  });
});

describe.concurrent("several --instance-id", () => {
  const all = (): readonly string[] => ids.slice(1).flatMap((each) => ["--instance-id", each]);

  test("print every line behind its instance, and end with the highest code", async () => {
    const script = `echo "one"; printf two; echo err >&2; [ $AWS_SSM_INSTANCE_ID = ${ids[1]} ] && exit 5; true`;
    const { stdout, stderr, exitCode } = await run(script, ...all()).result;
    expect(exitCode).toBe(5);
    const lines = ids.flatMap((each) => [`${each} | one`, `${each} | two`]);
    expect(stdout.trimEnd().split("\n").toSorted()).toEqual(lines.toSorted());
    for (const each of ids) expect(stderr).toContain(`${each} | err\n`);
    expect(stderr).toContain(`ssm-dispatcher: ${ids[1]}: failed, exit code 5`);
    expect(stderr).toContain("2 of 3 succeeded, exit code 5");
  });

  test("with --json print one line for each", async () => {
    const { stdout, exitCode } = await run("echo $AWS_SSM_INSTANCE_ID", "--json", ...all()).result;
    const results = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { instanceId: string; stdout: string });
    expect(exitCode).toBe(0);
    expect(results.map((result) => result.instanceId).toSorted()).toEqual(ids.toSorted());
    for (const result of results) expect(result.stdout).toBe(`${result.instanceId}\n`);
  });
});

describe.concurrent("run", () => {
  test("--live prints lines long before the end, nothing twice", async () => {
    const { soFar, result } = run("echo first; sleep 4; echo last", "--live");
    const early = vi.waitUntil(() => soFar.stdout.includes("first"), SOON).then(() => soFar.stdout);
    expect(await early).toBe("first\n");
    expect(await result).toMatchObject({ exitCode: 0, stdout: "first\nlast\n" });
  });

  test("--diagnostics-bucket leaves a JSON, and says where the whole of a long output is", async () => {
    const output = ["--output-bucket", "bucket", "--output-key-prefix", "whole"];
    const diagnostics = ["--diagnostics-bucket", "bucket", "--diagnostics-prefix", "diag", "--name", "nightly"];
    const { stdout, stderr } = await run("seq 1 30000", ...output, ...diagnostics).result;
    expect(stdout.endsWith("29999\n30000\n")).toBe(true);
    expect(stderr).toMatch(/whole output: s3:\/\/bucket\/whole\/[^ ]+\/0\.awsrunShellScript\/stdout\n/);
    const folder = join(rig.directory, "s3/bucket/diag", new Date().toISOString().slice(0, 10));
    const [name = ""] = await readdir(folder);
    expect(name).toMatch(/^nightly-[0-9a-f-]{36}\.json$/);
    expect(JSON.parse(await readFile(join(folder, name), "utf8"))).toMatchObject({ name: "nightly", exitCode: 0 });
  });

  test("--idempotency-key runs the script once", async () => {
    const args = ["--idempotency-key", "cli"];
    const script = "echo ran >> /tmp/cli; wc -l < /tmp/cli";
    expect(await run(script, ...args).result).toMatchObject({ exitCode: 0, stdout: "1\n" });
    expect(await run(script, ...args).result).toMatchObject({ exitCode: 0, stdout: "1\n" });
  });

  test("--allow-ssm-parameters lets the agent replace them", async () => {
    const { exitCode, stderr } = await run("echo {{ssm:absent}}", "--allow-ssm-parameters").result;
    expect(exitCode).not.toBe(2);
    expect(stderr).not.toContain("refused");
  });

  test("--region chooses where: no instance of another region is there", async () => {
    const wait = (region: string): Promise<Ended> =>
      cli("wait-online", "--instance-id", id, "--timeout", "1s", "--region", region);
    expect((await wait(rig.cloud.region)).exitCode).toBe(0);
    expect((await wait("eu-west-1")).exitCode).not.toBe(0);
  });
});
