import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { ReleaseCheckError } from "../errors.ts";
import { run, type RunOptions } from "../process/run.ts";
import type { Consumer } from "./consumer.ts";

const SEND = {
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand",
  Parameters: {
    DocumentName: "AWS-RunShellScript",
    "InstanceIds.$": "$.box",
    Parameters: { commands: ["echo 'no such table' >&2", "exit 4"] },
  },
  ResultPath: "$.sent",
  Next: "Wait",
};
const POLL = {
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:ssm:getCommandInvocation",
  Parameters: { "CommandId.$": "$.sent.Command.CommandId", "InstanceId.$": "$.box[0]" },
  ResultPath: "$.poll",
  Next: "Done",
};
const CHOICES = [
  { Variable: "$.poll.Status", StringEquals: "Success", Next: "Good" },
  { Variable: "$.poll.Status", StringEquals: "Failed", Next: "Tell" },
];
const TELL = {
  Type: "Task",
  Resource: "arn:aws:states:::sns:publish",
  Parameters: { TopicArn: "arn:aws:sns:us-east-1:000000000000:alerts", Subject: "FAILED", Message: "m" },
  Next: "Bad",
};
const DEFINITION = {
  TimeoutSeconds: 3600,
  StartAt: "Load",
  States: {
    Load: SEND,
    Wait: { Type: "Wait", Seconds: 5, Next: "Poll" },
    Poll: POLL,
    Done: { Type: "Choice", Choices: CHOICES, Default: "Wait" },
    Tell: TELL,
    Bad: { Type: "Fail", Error: "LoadFailed" },
    Good: { Type: "Succeed" },
  },
};

const TESTS = `import { rehearse, simulate } from "alpha-engine/vitest";
import { expect, test } from "vitest";

test("the real thing fails, and says so", { timeout: 120_000 }, async () => {
  const run = await rehearse("load.asl.json");
  expect(run).not.toHaveSucceeded();
  expect(run).toHaveReached("Bad");
  expect(run).toHaveTold({ topic: "alerts", subject: /^FAILED$/ });
  expect(() => expect(run).toHaveSucceeded()).toThrow(/no such table[^]*\\.rehearsal\\/load-[^]*alpha-engine rehearse load/);
  // @ts-expect-error a state has a name
  expect(() => expect(run).toHaveReached(1)).toThrow("no state");
});

test("in simulated time it would succeed", async () => {
  const answers = {
    Load: { answer: { Command: { CommandId: "c" } } },
    Poll: { answers: [{ Status: "InProgress" }, { Status: "Success" }] },
  };
  expect(await simulate("load.asl.json", { answers })).toHaveSucceeded();
});

test("what is wrong is reported", async () => {
  expect(await simulate("load.asl.json", { answers: { Load: { throws: { error: "Ssm.Gone" } } } })).toHaveSucceeded();
});
`;

/** A stranger's tests with the matchers and the runs of `alpha-engine/vitest`: two pass, the third fails with its reason. */
export async function tryTests(consumer: Consumer, inside: RunOptions): Promise<number> {
  const folder = join(consumer.folder, "tests");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "load.asl.json"), JSON.stringify(DEFINITION));
  await writeFile(join(folder, "load.test.ts"), TESTS);
  const compilerOptions = { module: "nodenext", target: "es2024", strict: true, noEmit: true, types: ["node"] };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["load.test.ts"] }));
  await run("tsc", ["-p", folder], inside);
  const { stdout, stderr } = await consumer.run("vitest", ["run"], { cwd: folder, expect: [1] });
  const said = `${stdout}\n${stderr}`;
  for (const expected of ["2 passed", "1 failed", "expected load to have succeeded; it is FAILED", "Ssm.Gone"])
    if (!said.replaceAll(ANSI, "").includes(expected))
      throw new ReleaseCheckError(`the tests of a consumer do not say "${expected}":\n${said.slice(-4000)}`);
  return 3;
}

// oxlint-disable-next-line no-control-regex -- colours
const ANSI = /\u001B\[[\d;]*m/g;
