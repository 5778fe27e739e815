import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

import { lint } from "./lint.ts";

const CASES = fileURLToPath(new URL("../../../../shared/cases/", import.meta.url));

async function rulesThatFind(definition: object): Promise<readonly string[]> {
  const { findings } = await lint(definition, { config: { preset: "pipeline" } });
  return [...new Set(findings.map(({ rule }) => rule))];
}

function script(...commands: readonly string[]): object {
  const Parameters = { commands: ["set -eo pipefail", ...commands], executionTimeout: ["600"] };
  const task = { DocumentName: "AWS-RunShellScript", InstanceIds: ["i-1"], Parameters };
  const resource = "arn:aws:states:::aws-sdk:ssm:sendCommand";
  return { StartAt: "A", States: { A: { Type: "Task", Resource: resource, Parameters: task, End: true } } };
}

describe.skipIf(!existsSync(CASES))("small inputs that are right (skipped where ../shared/cases is missing)", () => {
  test.each([
    ["fp-resultpath-under-input", ["path-not-on-every-route", "choice-unguarded-path", "choice-unchecked-answer"]],
    ["guard-on-parent", ["path-not-on-every-route", "choice-unguarded-path", "choice-unchecked-answer"]],
    ["lint-false-ResultSelector-guarantees", ["choice-unguarded-path", "choice-unchecked-answer"]],
    ["fp-custom-states-error", ["error-name"]],
    ["lint-false-sudo-H", ["shell-home-unset"]],
  ])("%s has no finding of %j", async (name, rules) => {
    const given = JSON.parse(readFileSync(`${CASES}${name}.json`, "utf8")) as { readonly definition?: object };
    const found = await rulesThatFind(given.definition ?? given);
    expect(found.filter((rule) => rules.includes(rule))).toEqual([]);
  });

  test.each(["oom-narrowing-loop", "oom-inputpath-loop", "jsonata-narrowing-loop"])(
    "%s comes to an end",
    async (name) => {
      const { findings } = await lint(readFileSync(`${CASES}${name}.json`, "utf8"));
      expect(findings.filter(({ rule }) => rule === "path-not-on-every-route")).toEqual([]);
    },
  );
});

describe("HOME is set by", () => {
  test.each([
    "sudo -u app -H bash /home/app/boot.sh",
    "sudo -Hu app bash /home/app/boot.sh",
    "sudo -iu app bash /home/app/boot.sh",
    "sudo --set-home --user app /bin/bash /home/app/boot.sh",
    "env HOME=/home/app bash /home/app/boot.sh",
  ])("%s", async (command) => expect(await rulesThatFind(script(command))).not.toContain("shell-home-unset"));

  test("but not by sudo -u alone", async () => {
    expect(await rulesThatFind(script("sudo -u app bash /home/app/boot.sh"))).toContain("shell-home-unset");
  });
});

describe("git behind a lock is git", () => {
  const work = ["cd /opt/app", "python3 work.py"];
  test.each(["flock -w 60 /tmp/app.lock git pull", "flock -x /tmp/app.lock timeout -k 5 60 git pull"])(
    "%s",
    async (pull) => {
      const [cd = "", ...rest] = work;
      expect(await rulesThatFind(script(cd, pull, ...rest))).not.toContain("shell-stale-checkout");
      expect(await rulesThatFind(script(cd, ...rest))).toContain("shell-stale-checkout");
    },
  );

  test("so it is found as root in somebody's home", async () => {
    const found = await rulesThatFind(script("cd /home/app/repo", "flock -w 60 /tmp/app.lock git pull"));
    expect(found).toContain("shell-git-as-root");
  });
});

describe("a Catch without ResultPath", () => {
  const machine = (parameters: object): object => ({
    StartAt: "Work",
    States: {
      Work: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke",
        Parameters: { FunctionName: "work", "Payload.$": "$" },
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Tell" }],
        End: true,
      },
      Tell: { Type: "Task", Resource: "arn:aws:states:::sns:publish", Parameters: parameters, Next: "Failed" },
      Failed: { Type: "Fail", Error: "Work", CausePath: "$.MessageId" },
    },
  });

  test("keeps what is told of it, where nothing more is read", async () => {
    const tell = { TopicArn: "arn:aws:sns:eu-west-1:123456789012:t", "Message.$": "States.Format('{}', $.Cause)" };
    const definition = machine(tell) as { States: { Failed: object } };
    definition.States.Failed = { Type: "Fail", Error: "Work", Cause: "told" };
    expect(await rulesThatFind(definition)).not.toContain("catch-loses-error");
  });

  test("loses what is read behind it", async () => {
    const tell = { "TopicArn.$": "$.topic", Message: "failed" };
    const found = await rulesThatFind(machine(tell));
    expect(found).toEqual(expect.arrayContaining(["catch-loses-error", "path-not-on-every-route"]));
  });
});
