/** @module-tag slow */
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { ROLE, startTestCloud, type TestCloud } from "../../testing/cloud.ts";
import { DeployError } from "../errors.ts";
import { planDeploy } from "../plan/plan.ts";
import { renderPlan } from "../plan/render-plan.ts";
import type { DeployTarget, ScheduleTarget } from "../plan/target.ts";
import { blockers, deploy, type DeployOptions } from "./deploy.ts";
import { planRollback, rollback } from "./rollback.ts";

let aws: TestCloud;
beforeEach(async () => {
  aws = await startTestCloud();
});
afterEach(() => aws[Symbol.asyncDispose]());

const SHA = "0123456789abcdef0123456789abcdef01234567";
const LATER = "fedcba9876543210fedcba9876543210fedcba98";
const WEEKLY = "arn:aws:states:us-east-1:000000000000:stateMachine:weekly";
const WRITES = /\.(?:Create|Update|Publish|Put|Tag|Remove|Enable|Disable|Delete|Start)/;

const definition = (seconds = 60, more: object = {}): object => ({
  StartAt: "Backtester",
  States: {
    Backtester: { Type: "Wait", Seconds: seconds, Next: "Done" },
    Done: { Type: "Succeed" },
    ...more,
  },
});
const saturday = (more: Partial<ScheduleTarget> = {}): ScheduleTarget => ({
  name: "saturday",
  expression: "cron(0 9 ? * SAT *)",
  enabled: false,
  stateMachine: "weekly",
  input: { ec2_instance_id: ["i-0000000000000000a"], pipeline_role: "weekly" },
  roleArn: ROLE,
  description: "the weekly pipeline",
  ...more,
});
const target = (seconds?: number, schedules: readonly ScheduleTarget[] = [saturday()]): DeployTarget => ({
  stateMachines: [{ name: "weekly", definition: definition(seconds), roleArn: ROLE, tags: { team: "research" } }],
  schedules,
});
const run = (what: DeployTarget, options: DeployOptions = {}) => deploy(what, { commit: SHA, ...options }, aws);
const failure = async (promise: Promise<unknown>): Promise<DeployError> => {
  const error = await promise.then(
    () => new Error("nothing was thrown"),
    (thrown: unknown) => thrown,
  );
  if (error instanceof DeployError) return error;
  throw error as Error;
};
const versions = async (): Promise<readonly (string | undefined)[]> => {
  const { stateMachineVersions = [] } = await aws.sfn.listStateMachineVersions({ stateMachineArn: WEEKLY });
  return stateMachineVersions.map((each) => each.stateMachineVersionArn?.split(":").at(-1));
};
const tags = async (): Promise<Readonly<Record<string, string | undefined>>> => {
  const { tags: found = [] } = await aws.sfn.listTagsForResource({ resourceArn: WEEKLY });
  return Object.fromEntries(found.map(({ key = "", value }) => [key, value]));
};
const writes = (): readonly string[] => aws.calls.filter((call) => WRITES.test(call));
const did = (done: DeployError["done"]): readonly string[] => done.map((step) => `${step.resource} ${step.did}`);

test("what is not there is created: the machine with its first version and its commit, the schedule disabled", async () => {
  const steps: string[] = [];
  const { done, commit } = await deploy(target(), { commit: SHA, onStep: ({ did: what }) => steps.push(what) }, aws);
  expect(did(done)).toEqual([
    "state machine weekly created, with version 1",
    "schedule saturday created, disabled",
    "schedule saturday has one target, weekly",
  ]);
  expect([steps.length, commit]).toEqual([3, SHA]);
  expect(await versions()).toEqual(["1"]);
  expect(await tags()).toEqual({ team: "research", "git-commit": SHA });
  expect(await aws.sfn.describeStateMachine({ stateMachineArn: `${WEEKLY}:1` })).toMatchObject({
    description: `git ${SHA}`,
    definition: JSON.stringify(definition(), undefined, 2),
  });
  expect(await aws.eventBridge.describeRule({ Name: "saturday" })).toMatchObject({
    ScheduleExpression: "cron(0 9 ? * SAT *)",
    State: "DISABLED",
    Description: "the weekly pipeline",
  });
  const { Targets = [] } = await aws.eventBridge.listTargetsByRule({ Rule: "saturday" });
  expect(Targets).toEqual([
    { Id: "state-machine", Arn: WEEKLY, RoleArn: ROLE, Input: JSON.stringify(saturday().input) },
  ]);
});

test("a second time nothing is written, also by another commit and with keys in another order", async () => {
  await run(target());
  aws.calls.length = 0;
  const same = target();
  const { definition: one } = same.stateMachines[0] as { definition: Record<string, unknown> };
  const reversed = {
    ...same,
    stateMachines: [{ ...same.stateMachines[0], definition: Object.fromEntries(Object.entries(one).reverse()) }],
  };
  const { plan, done } = await run(reversed as DeployTarget, { commit: LATER });
  expect([...plan.stateMachines, ...plan.schedules].map(({ action }) => action)).toEqual(["unchanged", "unchanged"]);
  expect(done).toEqual([]);
  expect(writes()).toEqual([]);
  expect(await versions()).toEqual(["1"]);
});

test("a change is planned by state and pointer, and nothing is written by planning", async () => {
  await run(target());
  aws.calls.length = 0;
  const wanted = {
    ...target(90, [saturday({ enabled: true, input: { pipeline_role: "weekly" } })]),
  };
  const plan = await planDeploy(wanted, {}, aws);
  expect(plan.stateMachines[0]).toMatchObject({
    action: "update",
    changes: [
      { field: "definition", state: "Backtester", pointer: "/States/Backtester/Seconds", before: 60, after: 90 },
    ],
    found: { version: 1, commit: SHA },
  });
  expect(renderPlan(plan)).toBe(
    [
      `state machine weekly: update (version 1 is deployed, of commit ${SHA})`,
      "  ~ Backtester /States/Backtester/Seconds",
      "      - 60",
      "      + 90",
      "schedule saturday: update (cron(0 9 ? * SAT *) starts weekly, enabled)",
      "  ~ state",
      '      - "DISABLED"',
      '      + "ENABLED"',
      "  - target input /ec2_instance_id",
      '      - ["i-0000000000000000a"]',
      "0 to create, 2 to update, 0 unchanged",
    ].join("\n"),
  );
  expect(writes()).toEqual([]);
  const { done } = await run(wanted, { commit: LATER });
  expect(did(done)).toEqual([
    "state machine weekly updated",
    "state machine weekly published version 2",
    `state machine weekly tagged git-commit ${LATER}`,
    "schedule saturday has one target, weekly",
    "schedule saturday enabled",
  ]);
  expect(await tags()).toMatchObject({ "git-commit": LATER });
});

test("one bad definition keeps all from being written, with AWS's words and place", async () => {
  const broken = { StartAt: "A", States: { A: { Type: "Pass", Next: "B" } } };
  const both = {
    stateMachines: [...target().stateMachines, { name: "daily", definition: broken, roleArn: ROLE }],
  };
  const error = await failure(run(both));
  expect(error).toMatchObject({
    code: "DEFINITION_REFUSED",
    message: expect.stringMatching(
      /refuses 1 of 2 definitions: daily: MISSING_TRANSITION_TARGET: .* at \/States\/A\/Next/,
    ),
  });
  expect(writes()).toEqual([]);
});

test("while an execution runs nothing is written, unless that is wanted; a machine that does not change may run", async () => {
  await run(target());
  await aws.sfn.startExecution({ stateMachineArn: WEEKLY, name: "recovery-1" });
  expect((await run(target())).done, "unchanged").toEqual([]);
  expect((await run(target(60, [saturday({ enabled: true })]))).done, "only a schedule").toHaveLength(1);
  aws.calls.length = 0;
  const error = await failure(run(target(90)));
  expect(error).toMatchObject({ code: "EXECUTIONS_RUNNING", message: "executions are running: weekly (recovery-1)" });
  expect(error.hint).toContain("--allow-running");
  expect(writes()).toEqual([]);
  await run(target(90), { allowRunning: true });
  expect(await versions()).toEqual(["2", "1"]);
});

test("an error of the API is never taken for something that is not there", async () => {
  aws.faults = {
    request: ({ operation }) =>
      operation === "DescribeStateMachine"
        ? { kind: "error", code: "AccessDeniedException", statusCode: 400 }
        : undefined,
  };
  expect(await failure(run(target()))).toMatchObject({
    code: "ACCESS_DENIED",
    message: expect.stringContaining(`DescribeStateMachine of ${WEEKLY} failed`),
  });
  aws.faults = {
    request: ({ operation }) =>
      operation === "DescribeRule" ? { kind: "error", code: "InternalException", statusCode: 500 } : undefined,
  };
  expect(await failure(run(target()))).toMatchObject({ code: "AWS_REFUSED" });
  expect(writes()).toEqual([]);
});

test("throttling is waited out, and what cannot be waited out says how to go on", async () => {
  aws.faults = {
    request: ({ operation, count }) =>
      operation === "CreateStateMachine" && count === 1 ? { kind: "throttle" } : undefined,
  };
  await run(target());
  aws.faults = {
    request: ({ operation }) => (operation === "PublishStateMachineVersion" ? { kind: "throttle" } : undefined),
  };
  const error = await failure(run(target(90, [saturday({ enabled: true })]), { commit: LATER }));
  expect(error).toMatchObject({
    code: "THROTTLED",
    message: expect.stringMatching(
      /^PublishStateMachineVersion of weekly failed after \d+ attempts: ThrottlingException/,
    ),
    left: ["state machine weekly", "schedule saturday"],
  });
  expect(error.hint).toContain("run the same command again");
  expect(did(error.done)).toEqual(["state machine weekly updated"]);
});

test.each([
  ["UpdateStateMachine", "published version 2"],
  ["PublishStateMachineVersion", "published version 2"],
  ["TagResource", "tagged git-commit"],
])("after an end at %s the same deployment completes, and says what it found", async (operation, next) => {
  await run(target());
  // Done, but nobody hears of it: as if the process had been killed right after.
  aws.faults = { request: (view) => (view.operation === operation ? { kind: "reset", when: "after" } : undefined) };
  await failure(run(target(90), { commit: LATER }));
  aws.faults = {};
  const plan = await planDeploy(target(90), {}, aws);
  const again = await run(target(90), { commit: LATER });
  if (operation === "TagResource") {
    expect(again.done).toEqual([]);
  } else {
    expect(plan.stateMachines[0]?.notes[0]).toContain("an earlier deployment was interrupted");
    expect(did(again.done).join()).toContain(operation === "UpdateStateMachine" ? next : "tagged git-commit");
  }
  expect(await versions()).toEqual(["2", "1"]);
  expect(await tags()).toMatchObject({ "git-commit": LATER });
  expect((await run(target(90))).done).toEqual([]);
});

test("an update whose first answer was lost is done once, with one version", async () => {
  await run(target());
  aws.faults = {
    request: ({ operation, count }) =>
      operation === "UpdateStateMachine" && count === 1 ? { kind: "reset", when: "after" } : undefined,
  };
  await run(target(90), { commit: LATER });
  expect(await versions()).toEqual(["2", "1"]);
});

test("of two deployments at once one wins whole, and the other is told", async () => {
  await run(target());
  const results = await Promise.allSettled([run(target(70), { commit: SHA }), run(target(80), { commit: LATER })]);
  const losers = results.flatMap((each) => (each.status === "rejected" ? [each.reason as DeployError] : []));
  expect(losers.length).toBeLessThan(2);
  for (const { code } of losers) expect(code).toBe("CHANGED_MEANWHILE");
  const { definition: text = "" } = await aws.sfn.describeStateMachine({ stateMachineArn: WEEKLY });
  const newest = await aws.sfn.describeStateMachine({ stateMachineArn: `${WEEKLY}:${(await versions())[0]}` });
  expect(newest.definition, "what is deployed is what is published").toBe(text);
  expect((await tags())["git-commit"]).toBe(newest.description?.slice(4));
});

test("of two that create at once one is told, where they differ", async () => {
  const results = await Promise.allSettled([run(target(70, [])), run(target(80, []), { commit: LATER })]);
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(results.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "CHANGED_MEANWHILE" } });
  expect(await versions()).toEqual(["1"]);
});

test("who deployed between plan and write is not overwritten", async () => {
  await run(target());
  aws.faults = {
    request: ({ operation, count }) => {
      // The third look of the process: the plan of this test's second deployment is made, its write is not.
      if (operation === "ListExecutions" && count === 1) {
        void aws.sfn.updateStateMachine({ stateMachineArn: WEEKLY, definition: JSON.stringify(definition(1)) });
        return { kind: "delay", by: "100ms" };
      }
      return undefined;
    },
  };
  expect(await failure(run(target(90)))).toMatchObject({ code: "CHANGED_MEANWHILE", done: [] });
  const { definition: text = "" } = await aws.sfn.describeStateMachine({ stateMachineArn: WEEKLY });
  expect(JSON.parse(text)).toEqual(definition(1));
});

test("a schedule has one target: what somebody added is shown and taken off, what it had is kept in place", async () => {
  await run(target());
  await aws.eventBridge.putTargets({
    Rule: "saturday",
    Targets: [{ Id: "Target0", Arn: WEEKLY, RoleArn: ROLE, Input: "{}" }],
  });
  const plan = await planDeploy(target(), {}, aws);
  expect(plan.schedules[0]?.changes).toEqual([{ field: "target Target0", pointer: "", before: WEEKLY }]);
  await run(target());
  const { Targets = [] } = await aws.eventBridge.listTargetsByRule({ Rule: "saturday" });
  expect(Targets.map(({ Id }) => Id)).toEqual(["state-machine"]);

  await aws.eventBridge.putRule({ Name: "adopted", ScheduleExpression: "rate(1 day)", State: "ENABLED" });
  await aws.eventBridge.putTargets({
    Rule: "adopted",
    Targets: [{ Id: "Cfn", Arn: `${WEEKLY}-old`, RoleArn: ROLE, Input: "{}" }],
  });
  await run(target(60, [saturday({ name: "adopted" })]));
  const adopted = await aws.eventBridge.listTargetsByRule({ Rule: "adopted" });
  expect(adopted.Targets).toEqual([{ Id: "Cfn", Arn: WEEKLY, RoleArn: ROLE, Input: JSON.stringify(saturday().input) }]);
  expect((await aws.eventBridge.describeRule({ Name: "adopted" })).State).toBe("DISABLED");
});

test("a rollback brings a version back as a new one, with the commit of the old", async () => {
  await run(target());
  await run(target(90), { commit: LATER });
  const which = { stateMachineArn: WEEKLY, version: 1 };
  expect(renderPlan(await planRollback(which, {}, aws))).toContain("      - 90\n      + 60");
  const { done } = await rollback(which, {}, aws);
  expect(did(done)).toEqual([
    "state machine weekly updated",
    "state machine weekly published version 3",
    `state machine weekly tagged git-commit ${SHA}`,
  ]);
  expect(await aws.sfn.describeStateMachine({ stateMachineArn: `${WEEKLY}:3` })).toMatchObject({
    definition: JSON.stringify(definition(60), undefined, 2),
    description: `git ${SHA} rollback to version 1`,
  });
  expect((await rollback(which, {}, aws)).done, "it is there").toEqual([]);
  expect((await run(target(60))).done, "so says the next deployment").toEqual([]);
  expect(await failure(rollback({ ...which, version: 9 }, {}, aws))).toMatchObject({
    code: "NO_SUCH_VERSION",
    hint: "choose one of 3, 2, 1",
  });
  await aws.sfn.startExecution({ stateMachineArn: WEEKLY, name: "busy" });
  expect(await failure(rollback({ ...which, version: 2 }, {}, aws))).toMatchObject({ code: "EXECUTIONS_RUNNING" });
});

test("logging and tags that are named are brought about, others are left alone", async () => {
  await run(target());
  await aws.sfn.tagResource({ resourceArn: WEEKLY, tags: [{ key: "owner", value: "somebody" }] });
  await aws.createLogGroup("/states");
  const [machine] = target().stateMachines;
  const logGroupArns = ["arn:aws:logs:us-east-1:000000000000:log-group:/states:*"];
  const wanted = {
    stateMachines: [
      { ...machine, tags: { team: "data" }, loggingConfiguration: { level: "ERROR" as const, logGroupArns } },
    ],
  } as DeployTarget;
  const { plan } = await run(wanted);
  expect(plan.stateMachines[0]?.changes.map(({ field }) => field)).toEqual([
    "loggingConfiguration",
    "loggingConfiguration",
    "tag team",
  ]);
  expect(await tags()).toEqual({ team: "data", owner: "somebody", "git-commit": SHA });
  expect((await run(wanted)).done).toEqual([]);
  expect((await run(target())).done.map((step) => step.did)).toEqual([`tagged git-commit ${SHA}`]);
  const { loggingConfiguration } = await aws.sfn.describeStateMachine({ stateMachineArn: WEEKLY });
  expect(loggingConfiguration?.level).toBe("ERROR");
});

test.each<[string, (wanted: DeployTarget) => DeployTarget, string]>([
  [
    "a name that AWS refuses",
    (t) => ({ ...t, stateMachines: [{ ...t.stateMachines[0], name: "a b" }] }) as DeployTarget,
    "up to 80",
  ],
  [
    "a role that is not one",
    (t) => ({ ...t, stateMachines: [{ ...t.stateMachines[0], roleArn: "weekly" }] }) as DeployTarget,
    "expected roleArn as",
  ],
  ["one name twice", (t) => ({ ...t, stateMachines: [...t.stateMachines, ...t.stateMachines] }), "there twice"],
  [
    "a cron of five fields",
    (t) => ({ ...t, schedules: [saturday({ expression: "cron(0 9 ? * SAT)" })] }),
    "is not a schedule",
  ],
  [
    "a cron with two days",
    (t) => ({ ...t, schedules: [saturday({ expression: "cron(0 9 1 * SAT *)" })] }),
    "is not a schedule",
  ],
  [
    "a schedule of no state machine",
    (t) => ({ ...t, schedules: [saturday({ stateMachine: "x" })] }),
    'no state machine "x"',
  ],
  ["an input that is too long", (t) => ({ ...t, schedules: [saturday({ input: { a: "x".repeat(8200) } })] }), "8192"],
])("%s is refused before AWS is asked anything", async (_, spoil, message) => {
  expect(await failure(run(spoil(target())))).toMatchObject({
    code: "BAD_TARGET",
    message: expect.stringContaining(message),
  });
  expect(aws.calls).toEqual([]);
});

test("a definition of more than a megabyte is refused before AWS is asked anything, a large one is sent", async () => {
  const sized = (bytes: number): DeployTarget => ({
    stateMachines: [{ name: "large", roleArn: ROLE, definition: { Comment: "x".repeat(bytes), ...definition() } }],
  });
  expect(await failure(run(sized(1_048_576)))).toMatchObject({ code: "DEFINITION_TOO_LARGE" });
  expect(aws.calls).toEqual([]);
  await run(sized(1_000_000));
});

test("what is not committed is not deployed, unless that is wanted", async () => {
  const folder = await mkdtemp(join(tmpdir(), "deploy-git-"));
  const git = (...argv: readonly string[]): string =>
    execFileSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@example.com", ...argv], {
      encoding: "utf8",
    });
  expect(await failure(deploy(target(), { folder }, aws))).toMatchObject({ code: "NO_COMMIT" });
  git("init", "--quiet");
  await writeFile(join(folder, "a.ts"), "1");
  git("add", ".");
  git("commit", "--quiet", "--message", "a");
  await writeFile(join(folder, "b.ts"), "2");
  const options = { folder };
  expect(await failure(deploy(target(), options, aws))).toMatchObject({
    code: "DIRTY_TREE",
    message: "not committed: b.ts",
  });
  expect(writes()).toEqual([]);
  expect((await blockers(await planDeploy(target(), {}, aws), options)).map(({ code }) => code)).toEqual([
    "DIRTY_TREE",
  ]);
  const sha = git("rev-parse", "HEAD").trim();
  expect((await deploy(target(), { ...options, allowDirty: true }, aws)).commit).toBe(`${sha}-dirty`);
  expect(await tags()).toMatchObject({ "git-commit": `${sha}-dirty` });
  await rm(folder, { recursive: true });
});
