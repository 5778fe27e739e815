/** @module-tag slow */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { workplace, type Workplace } from "../../testing/workplace.ts";

const LONG = 120_000;
const BIN = fileURLToPath(new URL("../../dist/bin.js", import.meta.url));
const SECRET = 'hunter2-"and"-more';
/** As one looks; it is none. */
const KEY = ["AKIA", "QRSTUVWXYZ234567"].join("");
const Load = {
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand",
  Parameters: {
    DocumentName: "AWS-RunShellScript",
    "InstanceIds.$": "$.box",
    Parameters: { commands: ["cat /home/ec2-user/.token", "cat /home/ec2-user/.token >&2", "exit 4"] },
  },
  ResultPath: "$.sent",
  Next: "Wait",
};
const Read = {
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:ssm:getParameter",
  Parameters: { Name: "/app/token", WithDecryption: true },
  Next: "Bad",
};
const definition = {
  StartAt: "Load",
  States: {
    Load,
    Wait: { Type: "Wait", Seconds: 30, Next: "Read" },
    Read,
    Bad: { Type: "Fail", Error: "LoadFailed", CausePath: "$.Parameter.Value" },
  },
};
const config = (more: object = {}) => ({
  pipelines: { load: { definition: "load.asl.json", input: { box: ["${boxes.box}"], token: "${secrets.TOKEN}" } } },
  rehearsal: {
    secrets: ["TOKEN", "OTHER"],
    boxes: { box: { imageId: "ami" } },
    images: { ami: { files: { "/home/ec2-user/.token": { content: "${secrets.TOKEN}\n" } } } },
    parameters: { "/app/token": { value: "${secrets.TOKEN}", type: "SecureString" } },
    ...more,
  },
});

function called(place: Workplace, words: readonly string[] = [], env: object = {}) {
  const all = { cwd: place.folder, encoding: "utf8", env: { ...process.env, ...env } } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, "rehearse", "load", ...words], all);
  return { code: status, stdout, stderr };
}

test("a secret goes where it is named, and is nowhere to be read afterwards", { timeout: LONG }, () => {
  using place = workplace({
    "load.asl.json": definition,
    "alpha-engine.config.json": config(),
    ".env.alpha-engine": `TOKEN='${SECRET}'\n`,
  });
  const words = ["--events", "events.ndjson", "--junit", "junit.xml"];
  const { code, stdout, stderr } = called(place, words);
  expect([code, stdout + stderr]).toEqual([1, expect.stringContaining("cause      [redacted]") as string]);
  expect(stdout).toContain("Load, the end of its log:\n  [redacted]");
  expect(stdout + stderr).not.toContain("hunter2");
  const found = spawnSync("grep", ["-rl", "hunter2", "."], { cwd: place.folder, encoding: "utf8" });
  expect(found.stdout).toBe("./.env.alpha-engine\n");
  expect(called(place, ["--json"], { TOKEN: "from-the-environment" }).stdout).toContain('"cause":"[redacted]"');
});

test.each<[string, object, object, string]>([
  ["no value", config(), {}, "takes the secret TOKEN, which has no value"],
  [
    "a name that is not declared",
    config({ secrets: ["TOKENS"] }),
    {},
    "names secrets.TOKEN, which is not there (did you mean TOKENS?)",
  ],
  ["a value that is everywhere", config(), { TOKEN: "abc" }, "the secret TOKEN is too short"],
  [
    "a literal",
    config({ parameters: { "/app/key": { value: KEY } } }),
    { TOKEN: SECRET },
    "rehearsal.parameters./app/key.value holds what looks like an AWS access key id",
  ],
])("%s is refused before anything starts", (_, wrong, env, message) => {
  using place = workplace({ "load.asl.json": definition, "alpha-engine.config.json": wrong });
  const { code, stderr } = called(place, [], env);
  expect([code, stderr]).toEqual([2, expect.stringContaining(message) as string]);
});

test("a file with secrets that git tracks is refused", () => {
  using place = workplace({
    "load.asl.json": definition,
    "alpha-engine.config.json": config(),
    ".env.alpha-engine": `TOKEN='${SECRET}'\n`,
  });
  execFileSync("git", ["init", "-q"], { cwd: place.folder });
  execFileSync("git", ["add", ".env.alpha-engine"], { cwd: place.folder });
  const { code, stderr } = called(place);
  expect([code, stderr]).toEqual([2, expect.stringContaining(".env.alpha-engine is tracked by git") as string]);
});

test(
  "a run that is killed tells no secret in its record, and the next one removes the rest",
  { timeout: LONG },
  async () => {
    const commands = ["cat /home/ec2-user/.token", "sleep 600"];
    const hanging = { ...Load, Parameters: { ...Load.Parameters, Parameters: { commands } } };
    using place = workplace({
      "load.asl.json": { ...definition, States: { ...definition.States, Load: hanging } },
      "plain.asl.json": { StartAt: "A", States: { A: { Type: "Succeed" } } },
      "alpha-engine.config.json": config(),
      ".env.alpha-engine": `TOKEN='${SECRET}'\n`,
    });
    const child = spawn(process.execPath, [BIN, "rehearse", "load", "--name", "killed"], {
      cwd: place.folder,
      stdio: "ignore",
    });
    const folder = join(place.folder, ".rehearsal", "killed");
    const holds = (): boolean => spawnSync("grep", ["-rlq", "hunter2", folder]).status === 0;
    while (!holds()) await sleep(100);
    expect(statSync(folder).mode & 0o077).toBe(0);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(readFileSync(join(folder, "run.ndjson"), "utf8")).not.toContain("hunter2");
    expect(place.run("rehearse", "plain.asl.json").code).toBe(0);
    expect([holds(), existsSync(join(folder, "removed.txt"))]).toEqual([false, true]);
  },
);
