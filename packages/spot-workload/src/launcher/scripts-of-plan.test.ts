import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { parseConfig } from "../config/parse.ts";
import type { RemoteScript } from "../run/spec.ts";
import { scriptsOfPlan } from "./scripts-of-plan.ts";

const stages = [
  { name: "backtest", command: "backtest --fast '" },
  { name: "quick", command: "backtest" },
];
const budgets = { bootstrap: 60, deps: 60, preflight: 60, backtest: 600, quick: 300 };
const OWN = { backtest: ["echo first"], quick: ["echo second"], preflight: ['echo "$STAGES"'] };

function scripts(commands: Readonly<Record<string, readonly string[]>> = OWN, preflightOnly?: true) {
  const machine = { bucket: "b", instanceTypes: ["c5.large"], subnetIds: ["subnet-a"], imageId: "ami-1" };
  const config = parseConfig({ ...machine, budgets, commands }, Object.keys(budgets), "a test");
  const flags = preflightOnly === undefined ? {} : { preflightOnly };
  const app = { name: "backtester", budgets, longScripts: [] };
  return scriptsOfPlan({ app, slug: "backtester", stages, heartbeats: [], flags }, config);
}

async function ran(script: RemoteScript | undefined, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const text = ["set -eo pipefail", "ssm-dispatcher() { :; }", ...(script?.lines ?? [])].join("\n");
  return (await promisify(execFile)("bash", ["-c", text], { env: { PATH: process.env.PATH, S3_BUCKET: "b", ...env } }))
    .stdout;
}

test("each stage is a script of its own behind bootstrap and deps, with the config's lines and its budget", async () => {
  expect(scripts().map(({ name, timeout }) => [name, timeout])).toEqual([
    ["bootstrap", 60],
    ["deps", 60],
    ["backtest", 600],
    ["quick", 300],
  ]);
  const [, , backtest, quick] = scripts({
    backtest: ['echo "$STAGE, $STAGE_ARGS"'],
    quick: ['echo "$STAGE, $STAGE_ARGS"'],
  });
  expect(await ran(backtest)).toBe("backtest, --fast '\n");
  expect(await ran(quick)).toBe("backtest, \n");
});

test("in a dry pass one script stands for the stages, and knows all of them", async () => {
  const dry = scripts(OWN, true);
  expect(dry.map(({ name }) => name)).toEqual(["bootstrap", "deps", "preflight"]);
  expect(await ran(dry[2])).toBe("backtest --fast '\nbacktest\n");
});

test("a script without commands is refused before anything is rented, all of them at once", () => {
  const refused = expect.objectContaining({
    code: "CONFIG_INVALID",
    message: expect.stringContaining("commands.backtest, commands.quick: expected a list of") as unknown,
  });
  expect(() => scripts({})).toThrow(refused);
  expect(() => scripts({}, true)).toThrow("commands.preflight");
});

test("the config's own bootstrap and deps take the place of the usual ones", () => {
  const [bootstrap, deps] = scripts({ ...OWN, bootstrap: ["true"], deps: ["false"] });
  expect([bootstrap?.lines, deps?.lines]).toEqual([["true"], ["false"]]);
});

test("the repository is cloned by its branch, and nothing is where none is named", async () => {
  const home = await mkdtemp(join(tmpdir(), "scripts-"));
  const git = (...words: readonly string[]): Promise<unknown> =>
    promisify(execFile)("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...words], {
      cwd: join(home, "origin"),
    });
  await mkdir(join(home, "origin"));
  await git("init", "--quiet", "--initial-branch=other");
  await git("commit", "--quiet", "--allow-empty", "--message=first");
  const [bootstrap] = scripts();
  await ran(bootstrap, { HOME: home });
  expect(existsSync(join(home, "repository"))).toBe(false);
  await ran(bootstrap, { HOME: home, REPOSITORY: `file://${home}/origin`, BRANCH: "other" });
  expect(existsSync(join(home, "repository/.git"))).toBe(true);
  await expect(
    ran(bootstrap, { HOME: home, REPOSITORY: `file://${home}/origin`, BRANCH: "absent" }),
  ).rejects.toMatchObject({
    code: 128,
  });
  await rm(home, { recursive: true });
});
