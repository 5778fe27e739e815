import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { referenceScripts } from "./reference-scripts.ts";

const stages = [
  { name: "backtest", command: "backtest --fast" },
  { name: "parity", command: "parity" },
];

test("each stage is a script of its own inside log-capture, behind bootstrap and deps", () => {
  const scripts = referenceScripts("backtester", stages);
  expect(scripts.map(({ name }) => name)).toEqual(["bootstrap", "deps", "backtest", "parity"]);
  expect(scripts[1]?.lines.at(-1)).toBe("command -v log-capture backtester-workload");
  expect(scripts[2]?.lines.at(-1)).toBe(
    'log-capture run --slug spot-backtest --log /var/log/spot-backtest.log -- backtester-workload backtest --fast --bucket "$S3_BUCKET" --run-date "$RUN_DATE"',
  );
});

test("a dry pass runs no stage: one script that only checks", () => {
  const scripts = referenceScripts("backtester", stages, { preflightOnly: true });
  expect(scripts.map(({ name }) => name)).toEqual(["bootstrap", "deps", "preflight"]);
  const checks = scripts[2]?.lines.filter((line) => line.startsWith("backtester-workload ")) ?? [];
  expect(checks).toHaveLength(2);
  expect(checks.every((line) => line.includes(" --preflight-only"))).toBe(true);
  expect(checks.filter((line) => line.includes('--needs "$NEEDS"'))).toHaveLength(1);
});

test("a check that fails hides no other, and its code is the script's", async () => {
  const [, , preflight] = referenceScripts("backtester", stages, { preflightOnly: true });
  const stub = "backtester-workload() { echo checked $1; [ $1 = parity ] || return 3; }";
  const script = ["set -eo pipefail", stub, ...(preflight?.lines ?? [])].join("\n");
  const env = { PATH: process.env.PATH, S3_BUCKET: "b", RUN_DATE: "d", NEEDS: "{}" };
  const ended: unknown = await promisify(execFile)("bash", ["-c", script], { env }).catch((error: unknown) => error);
  expect(ended).toMatchObject({ code: 3, stdout: "checked backtest\nchecked parity\n" });
});

test("the repository is cloned by its branch, and nothing is where none is named", async () => {
  const home = await mkdtemp(join(tmpdir(), "reference-"));
  const git = (...words: readonly string[]): Promise<unknown> =>
    promisify(execFile)("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...words], {
      cwd: join(home, "origin"),
    });
  await mkdir(join(home, "origin"));
  await git("init", "--quiet", "--initial-branch=other");
  await git("commit", "--quiet", "--allow-empty", "--message=first");
  const [bootstrap] = referenceScripts("backtester", stages);
  const script = ["set -eo pipefail", "ssm-dispatcher() { :; }", ...(bootstrap?.lines ?? [])].join("\n");
  const run = (env: NodeJS.ProcessEnv): Promise<unknown> =>
    promisify(execFile)("bash", ["-c", script], {
      env: { PATH: process.env.PATH, HOME: home, S3_BUCKET: "b", ...env },
    });
  await run({});
  expect(existsSync(join(home, "repository"))).toBe(false);
  await run({ REPOSITORY: `file://${home}/origin`, BRANCH: "other" });
  expect(existsSync(join(home, "repository/.git"))).toBe(true);
  await expect(run({ REPOSITORY: `file://${home}/origin`, BRANCH: "absent" })).rejects.toMatchObject({ code: 128 });
  await rm(home, { recursive: true });
});

test("nothing goes over ssh: the only way to the instance is the script that SSM runs", () => {
  for (const preflightOnly of [false, true]) {
    const lines = referenceScripts("backtester", stages, { preflightOnly }).flatMap(({ lines }) => lines);
    expect(lines.join("\n")).not.toMatch(/\b(ssh|scp|sftp|rsync)\b|:22\b/);
  }
});
