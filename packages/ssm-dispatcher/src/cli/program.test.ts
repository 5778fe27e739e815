/** @module-tag slow */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../testing/cloud.ts";
import { type Ended, startCommand, type Started } from "../../testing/command.ts";

let rig: TestCloud;
let id: string;
let directory: string;
beforeAll(async () => {
  rig = await startTestCloud();
  id = await rig.boot();
  directory = await mkdtemp(join(tmpdir(), "cli-"));
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

const start = (args: readonly string[], input = ""): Started => startCommand(args, rig.cloud.environment, input);
const cli = (...args: readonly string[]): Promise<Ended> => start(args).result;
const target = (): readonly string[] => ["--instance-id", id, "--description", "test"];

describe.concurrent("run", () => {
  test("takes the script from stdin, gives back its streams and its exit code", async () => {
    const args = ["run", ...target(), "--script-stdin", "--env", "NAME=it's me", "--env", "B=2"];
    const { stdout, stderr, exitCode } = await start(args, 'echo "$NAME $B"; echo err >&2; exit 7').result;
    expect({ stdout, exitCode }).toEqual({ stdout: "it's me 2\n", exitCode: 7 });
    expect(stderr).toContain("err\n");
    expect(stderr).toContain("ssm-dispatcher: failed, exit code 7 (SSM: Failed/Failed, response code 7)");
  });

  test("takes the script from a file and answers in JSON", async () => {
    const file = join(directory, "script.sh");
    await writeFile(file, "seq 1 9000\n");
    const output = ["--output-bucket", "bucket", "--output-key-prefix", "cli"];
    const { stdout, stderr, exitCode } = await cli("run", ...target(), "--script-file", file, "--json", ...output);
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    const result = JSON.parse(stdout) as { outcome: string; stdout: string; outputIsWhole: boolean };
    expect(result).toMatchObject({ outcome: "succeeded", outputIsWhole: true });
    expect(result.stdout.endsWith("8999\n9000\n")).toBe(true);
  });

  test.each([
    ["the script is empty", ["--script-stdin"]],
    ["exactly one of --script-file and --script-stdin", []],
    ["exactly one of --script-file and --script-stdin", ["--script-file", "x", "--script-stdin"]],
    ["cannot read the script: ENOENT", ["--script-file", "/not/there"]],
    ["Did you mean --timeout?", ["--script-stdin", "--timeuot", "5"]],
    ["from 5 to 172800 seconds", ["--script-stdin", "--timeout", "4"]],
    ["a duration such as 30s", ["--script-stdin", "--timeout", "soon"]],
    ["NAME=VALUE", ["--script-stdin", "--env", "NAME"]],
    ["from 0.1 to 60 seconds", ["--script-stdin", "--poll-interval", "90"]],
    ["--output-key-prefix needs --output-bucket", ["--script-file", "/dev/null", "--output-key-prefix", "x"]],
    ["--log-group needs --live", ["--script-file", "/dev/null", "--log-group", "x"]],
    ["--detach takes one --instance-id", ["--script-stdin", "--detach", "--instance-id", "i-0123456789abcdef0"]],
  ])("refuses with 2 and one line: %s", async (message, args) => {
    const { exitCode, stderr, stdout } = await cli("run", ...target(), ...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  test("refuses with 2 a script that SSM would not take", async () => {
    const { result } = start(["run", ...target(), "--script-stdin"], "echo {{ssm:secret}}");
    expect(await result).toMatchObject({ exitCode: 2, stdout: "" });
  });
});

test.each([["run"], ["attach"], ["cancel"], ["wait-online"], ["stage"], ["fetch"], ["unstage"]])(
  "%s --help quotes the exit codes, in 80 columns",
  async (command) => {
    const { stdout, exitCode } = await cli(command, "--help");
    expect(exitCode).toBe(0);
    const table = stdout.slice(stdout.indexOf("Exit codes:"));
    expect(table).toContain("\n  0 ");
    expect(table).toContain("\n  2 ");
    expect(Math.max(...table.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(80);
  },
);

describe.concurrent("wait-online", () => {
  test("ends with 0 when the agent answers, with 69 when it never does", async () => {
    expect(await cli("wait-online", "--instance-id", id)).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
    const late = await cli("wait-online", "--instance-id", "i-0123456789abcdef0", "--timeout", "1");
    expect(late.exitCode).toBe(69);
    expect(late.stderr).toContain("did not come online within 1 s");
  });
});

test("stage, fetch and unstage carry a file there and back and leave nothing", async () => {
  const file = join(directory, "config.json");
  await writeFile(file, '{"a":1}');
  const place = ["--bucket", "bucket", "--prefix", "staging/cli"];
  const to = join(directory, "there");
  expect(await cli("stage", ...place, file)).toMatchObject({ exitCode: 0 });
  expect(await cli("fetch", ...place, "--to", to)).toMatchObject({ exitCode: 0, stdout: `${to}/config.json\n` });
  expect(await readFile(join(to, "config.json"), "utf8")).toBe('{"a":1}');
  expect(await cli("unstage", ...place)).toMatchObject({ exitCode: 0 });
  expect(await cli("fetch", ...place, "--to", to)).toMatchObject({ exitCode: 1 });
});
