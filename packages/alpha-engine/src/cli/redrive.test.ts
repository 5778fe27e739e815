/** @module-tag slow */
/** @module-tag slow */
import { afterEach, beforeEach, expect, test } from "vitest";

import { type Account, TARGET, startAccount } from "../../testing/deployed-account.ts";

let account: Account;
beforeEach(async () => {
  account = await startAccount();
});
afterEach(() => account[Symbol.asyncDispose]());

const make = async (name: string, states: object): Promise<string> => {
  const definition = JSON.stringify({ StartAt: Object.keys(states)[0], States: states });
  const made = await account.sfn.createStateMachine({ name, definition, roleArn: TARGET.roles.stateMachines });
  return made.stateMachineArn ?? "";
};
const ended = async (executionArn: string, status: RegExp): Promise<void> => {
  await expect.poll(async () => (await account.sfn.describeExecution({ executionArn })).status).toMatch(status);
};
const look = {
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:sfn:describeStateMachine",
  Parameters: { StateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:later" },
  End: true,
};

test("alpha-engine redrive says from where an execution would go on, and lets it", { timeout: 60_000 }, async () => {
  const stateMachineArn = await make("weekly", { Backtester: look });
  const { executionArn = "" } = await account.sfn.startExecution({ stateMachineArn, name: "2026-11-21" });
  await ended(executionArn, /^FAILED$/);
  expect(await account.run("redrive", executionArn, "--plan")).toEqual({
    code: 0,
    stdout: "2026-11-21, which FAILED, would go on from Backtester\n",
    stderr: "",
  });
  await make("later", { A: { Type: "Succeed" } });
  const { code, stdout } = await account.run("redrive", executionArn, "--json");
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    {
      executionArn,
      status: "FAILED",
      from: [{ name: "Backtester", type: "Task", after: [] }],
      redriveDate: expect.any(String) as string,
    },
  ]);
  await ended(executionArn, /^SUCCEEDED$/);
});

test("alpha-engine redrive refuses what would only fail again, and names the way", { timeout: 60_000 }, async () => {
  const stateMachineArn = await make("weekly", {
    Backtester: { ...look, Catch: [{ ErrorEquals: ["States.ALL"], Next: "FailExecution" }] },
    FailExecution: { Type: "Fail", Error: "PipelineFailure" },
  });
  const { executionArn = "" } = await account.sfn.startExecution({ stateMachineArn, name: "2026-11-21" });
  await ended(executionArn, /^FAILED$/);
  const { code, stdout, stderr } = await account.run("redrive", executionArn);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("it ended in the Fail state FailExecution after Backtester failed");
  expect(stderr.trim().split("\n").at(-1)).toMatch(/^next: start a new execution/);
  expect(await account.run("redrive", "weekly")).toMatchObject({ code: 2, stderr: expect.stringMatching(/ARN of an/) });
});
