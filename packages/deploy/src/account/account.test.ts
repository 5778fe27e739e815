/** @module-tag slow */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { ROLE, startTestCloud, type TestCloud } from "../../testing/cloud.ts";
import { deploy } from "../deploy/deploy.ts";
import { planRedrive } from "../redrive/redrive.ts";

const TARGET = {
  stateMachines: [{ name: "weekly", definition: { StartAt: "A", States: { A: { Type: "Succeed" } } }, roleArn: ROLE }],
  schedules: [
    { name: "daily", expression: "rate(1 day)", enabled: true, stateMachine: "weekly", input: {}, roleArn: ROLE },
  ],
};
const COMMIT = "0123456";
const EXECUTION = "arn:aws:states:us-east-1:000000000000:execution:weekly:a";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "deploy-account-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** What a machine has that is to deploy: an environment, and a file of credentials. */
function stubEnvironment({ cloud }: TestCloud): void {
  for (const [name, value] of Object.entries(cloud.environment)) vi.stubEnv(name, value);
  vi.stubEnv("AWS_ACCESS_KEY_ID", undefined);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", undefined);
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(folder, "credentials"));
  keepCredentials("made-up-first");
}

function keepCredentials(accessKeyId: string): void {
  const lines = ["[default]", `aws_access_key_id = ${accessKeyId}`, "aws_secret_access_key = made-up"];
  writeFileSync(join(folder, "credentials"), lines.join("\n"));
}

test("a machine whose clock is ten minutes off deploys as any other does", async () => {
  await using aws = await startTestCloud({ clockSkewSeconds: 600 });
  stubEnvironment(aws);
  const { done } = await deploy(TARGET, { commit: COMMIT });
  expect(done.map(({ did }) => did)).toContain("enabled");
});

test("credentials that are renewed in a file while it deploys are read again", async () => {
  await using aws = await startTestCloud();
  stubEnvironment(aws);
  const refused: string[] = [];
  aws.faults = {
    request: ({ operation }) => {
      if (operation !== "CreateStateMachine" || refused.length > 0) return undefined;
      refused.push(operation);
      keepCredentials("made-up-second");
      return { kind: "error", code: "ExpiredTokenException", statusCode: 400 };
    },
  };
  const { done } = await deploy(TARGET, { commit: COMMIT, patience: 0 });
  expect([refused, done.length]).toEqual([["CreateStateMachine"], 4]);
});

test("credentials that expired and are not renewed say so", async () => {
  await using aws = await startTestCloud();
  stubEnvironment(aws);
  aws.faults = { request: () => ({ kind: "error", code: "ExpiredTokenException", statusCode: 400 }) };
  await expect(deploy(TARGET, { commit: COMMIT, patience: 0 })).rejects.toThrow(
    expect.objectContaining({ code: "UNREACHABLE", hint: expect.stringContaining("log in") as string }),
  );
});

test.each([
  ["DescribeStateMachine", () => deploy(TARGET, { commit: COMMIT, callTimeout: "50ms", patience: 0 })],
  ["DescribeRule", () => deploy(TARGET, { commit: COMMIT, callTimeout: "50ms", patience: 0 })],
  ["DescribeExecution", () => planRedrive(EXECUTION, { callTimeout: "50ms", patience: 0 })],
])("a call of %s that takes longer than it may is given up", async (silent, ask) => {
  await using aws = await startTestCloud();
  stubEnvironment(aws);
  aws.faults = { request: ({ operation }) => (operation === silent ? { kind: "delay", by: 1 } : undefined) };
  await expect(ask()).rejects.toThrow(
    expect.objectContaining({ code: "UNREACHABLE", message: expect.stringContaining(`${silent} of`) as string }),
  );
});
