/** @module-tag slow */
/** @module-tag slow */
import { execFile, execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { type Account, definitionFor, startAccount, TARGET } from "../../testing/deployed-account.ts";

let account: Account;
beforeEach(async () => {
  account = await startAccount();
});
afterEach(() => account[Symbol.asyncDispose]());

const ON = ["--target", "account.json"];
const arn = (pipeline: string): string =>
  `arn:aws:states:us-east-1:000000000000:stateMachine:alpha-engine-${pipeline}-pipeline`;
const config = (more: object): Promise<void> =>
  writeFile(join(account.folder, "account.json"), JSON.stringify({ ...TARGET, ...more }));
const commit = async (): Promise<string> => {
  await account.git("commit", "--quiet", "--all", "--message", "a change");
  return await account.git("rev-parse", "HEAD");
};

describe("alpha-engine deploy, as a process", { timeout: 60_000 }, () => {
  test("plans without writing, deploys everything, and then has nothing to change", async () => {
    const planned = await account.run("deploy", ...ON, "--plan");
    expect(planned.stdout).toContain("state machine alpha-engine-saturday-pipeline: create\n");
    expect(planned.stdout).toContain(
      "schedule alpha-engine-friday-dry-run: create (cron(0 23 ? * FRI *) starts alpha-engine-saturday-pipeline, disabled)\n",
    );
    expect([planned.code, planned.stderr]).toEqual([0, ""]);
    expect((await account.sfn.listStateMachines({})).stateMachines).toEqual([]);

    const deployed = await account.run("deploy", ...ON);
    expect([deployed.code, deployed.stderr.split("\n")[0]]).toEqual([
      0,
      "state machine alpha-engine-saturday-pipeline: created, with version 1",
    ]);
    const shown = await account.run("show", "--from", "aws", arn("weekday"));
    expect(JSON.parse(shown.stdout)).toEqual(definitionFor("weekday", TARGET.settings.snsTopicArn));
    const absent = await account.run("lint", "--from", "aws", arn("nobody"));
    expect([absent.code, absent.stderr]).toEqual([2, `alpha-engine: there is no state machine ${arn("nobody")}\n`]);
    const sha = await account.git("rev-parse", "HEAD");
    for (const name of ["saturday", "weekday", "eod"]) {
      const found = await account.sfn.describeStateMachine({ stateMachineArn: `${arn(name)}:1` });
      expect(JSON.parse(found.definition ?? "")).toEqual(definitionFor(name, TARGET.settings.snsTopicArn));
      const { tags } = await account.sfn.listTagsForResource({ resourceArn: arn(name) });
      expect(tags).toEqual([
        { key: "pipeline", value: name },
        { key: "git-commit", value: sha },
      ]);
    }
    const { Rules = [] } = await account.eventBridge.listRules({});
    expect(Rules.map(({ Name, ScheduleExpression, State }) => [Name, ScheduleExpression, State])).toEqual([
      ["alpha-engine-friday-dry-run", "cron(0 23 ? * FRI *)", "DISABLED"],
      ["alpha-engine-saturday", "cron(0 9 ? * SAT *)", "DISABLED"],
      ["alpha-engine-weekday", "cron(45 12 ? * MON-FRI *)", "DISABLED"],
    ]);
    const { Targets = [] } = await account.eventBridge.listTargetsByRule({ Rule: "alpha-engine-friday-dry-run" });
    expect(Targets.map(({ Arn, Input }) => [Arn, JSON.parse(Input ?? "")])).toEqual([
      [arn("saturday"), { ec2_instance_id: ["i-0000000000000000a"], pipeline_role: "shell-run", shell_run: true }],
    ]);

    const again = await account.run("deploy", ...ON);
    expect([again.code, again.stderr]).toEqual([0, "nothing to change\n"]);
    expect(again.stdout).toContain("0 to create, 0 to update, 6 unchanged");
  });

  test("enables a schedule, refuses while a pipeline runs, and rolls back", async () => {
    await account.run("deploy", "saturday", ...ON);
    const first = await account.git("rev-parse", "HEAD");
    const snsTopicArn = "arn:aws:sns:us-east-1:000000000000:other-alerts";
    await config({ settings: { snsTopicArn }, schedules: { saturday: { enabled: true } } });
    const dirty = await account.run("deploy", "saturday", ...ON);
    expect([dirty.code, dirty.stderr]).toEqual([
      1,
      "alpha-engine: not committed: account.json\nnext: commit first, or deploy with --allow-dirty\n",
    ]);
    await commit();
    const nap = { StartAt: "Nap", States: { Nap: { Type: "Wait", Seconds: 3600, End: true } } };
    await account.sfn.updateStateMachine({ stateMachineArn: arn("saturday"), definition: JSON.stringify(nap) });
    const running = { stateMachineArn: arn("saturday"), name: "recovery" };
    const { executionArn } = await account.sfn.startExecution(running);
    const refused = await account.run("deploy", "saturday", ...ON);
    expect([refused.code, refused.stderr.split("\n")[0]]).toEqual([
      1,
      "alpha-engine: executions are running: alpha-engine-saturday-pipeline (recovery)",
    ]);
    await account.sfn.stopExecution({ executionArn });
    expect((await account.run("deploy", "saturday", ...ON)).code).toBe(0);
    expect((await account.eventBridge.describeRule({ Name: "alpha-engine-saturday" })).State).toBe("ENABLED");

    const missing = await account.run("rollback", "saturday", "7", ...ON);
    expect([missing.code, missing.stderr.split("\n")[1]]).toEqual([1, "next: choose one of 2, 1"]);
    const planned = await account.run("rollback", "saturday", "1", ...ON, "--plan", "--json");
    const { plan } = JSON.parse(planned.stdout) as { plan: { stateMachines: { changes: { after: unknown }[] }[] } };
    expect(JSON.stringify(plan.stateMachines[0]?.changes)).toContain("alpha-engine-alerts");
    const back = await account.run("rollback", "saturday", "1", ...ON, "--json");
    expect(JSON.parse(back.stdout)).toMatchObject({ commit: first, done: [{}, { did: "published version 3" }, {}] });
  });

  test("killed between two writes, the same command completes; no definition is in any command line", async () => {
    await account.run("deploy", "eod", ...ON);
    await config({ settings: { snsTopicArn: "arn:aws:sns:us-east-1:000000000000:other-alerts" } });
    const sha = await commit();
    let arrived = (): void => {};
    const publishing = new Promise<void>((resolve) => (arrived = resolve));
    account.faults = {
      request: ({ operation }) => {
        if (operation !== "PublishStateMachineVersion") return undefined;
        arrived();
        return { kind: "reset", when: "before" };
      },
    };
    const { pid, ended } = account.start("deploy", "eod", ...ON);
    await publishing;
    const lines = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(commandLine);
    process.kill(pid, "SIGKILL");
    await ended;
    expect(lines.filter((line) => line.includes('"StartAt"'))).toEqual([]);
    account.faults = {};
    const planned = await account.run("deploy", "eod", ...ON, "--plan");
    expect(planned.stdout).toContain("note: the definition is there but no version of it: an earlier deployment was");
    expect((await account.run("deploy", "eod", ...ON)).stderr).toBe(
      `state machine alpha-engine-eod-pipeline: published version 2\nstate machine alpha-engine-eod-pipeline: tagged git-commit ${sha}\n`,
    );
  });

  test("an error half-way leaves a report and the next command", async () => {
    account.faults = {
      request: ({ operation }) =>
        operation === "PutTargets" ? { kind: "error", code: "InternalException", statusCode: 400 } : undefined,
    };
    const { code, stdout, stderr } = await account.run("deploy", "weekday", ...ON, "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: "AWS_REFUSED" },
      left: ["schedule alpha-engine-weekday"],
    });
    expect(stderr.trim().split("\n").slice(-4)).toEqual([
      "done: state machine alpha-engine-weekday-pipeline created, with version 1",
      "done: schedule alpha-engine-weekday created, disabled",
      "left: schedule alpha-engine-weekday",
      "next: mend what AWS names, then run the same command again: it goes on from what is there: alpha-engine deploy weekday --target account.json",
    ]);
  });

  test.each<[string, object, string]>([
    ["an unknown key", { acount: 1 }, 'account.json: unknown key "acount" (did you mean account?)'],
    ["a role of another account", { account: "111111111111" }, "is not of account 111111111111"],
    ["an unknown pipeline", { stateMachines: { saturdy: {} } }, "did you mean saturday?"],
    ["an unknown schedule", { schedules: { friday: {} } }, "schedules.friday is unknown"],
    [
      "an input that a pipeline refuses",
      { schedules: { saturday: { input: { shell_run: "true" } } } },
      "expected true or false",
    ],
    ["an input without its box", { input: {} }, "ec2_instance_id is missing"],
    ["an expression of cron's own", { schedules: { saturday: { expression: "0 9 * * 6" } } }, "is not a schedule"],
  ])("a config with %s is refused in one line, before AWS is asked anything", async (_, more, message) => {
    await config(more);
    const { code, stdout, stderr } = await account.run("deploy", ...ON, "--plan");
    expect([code, stdout, stderr.trim().split("\n").length]).toEqual([2, "", 1]);
    expect(stderr).toContain(message);
    expect(account.calls).toEqual([]);
  });

  test.skipIf(!hasAwsCli())(
    "the AWS CLI sees the versions and the rules (skipped where aws is not installed)",
    async () => {
      await account.run("deploy", "weekday", ...ON);
      const ask = async (...argv: readonly string[]): Promise<unknown> =>
        JSON.parse(
          (await promisify(execFile)("aws", [...argv, "--output", "json"], { env: account.environment })).stdout,
        );
      expect(
        await ask("stepfunctions", "list-state-machine-versions", "--state-machine-arn", arn("weekday")),
      ).toMatchObject({
        stateMachineVersions: [{ stateMachineVersionArn: `${arn("weekday")}:1` }],
      });
      expect(await ask("events", "list-targets-by-rule", "--rule", "alpha-engine-weekday")).toMatchObject({
        Targets: [{ Arn: arn("weekday"), RoleArn: TARGET.roles.schedules }],
      });
    },
  );
});

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

function hasAwsCli(): boolean {
  try {
    execFileSync("aws", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
