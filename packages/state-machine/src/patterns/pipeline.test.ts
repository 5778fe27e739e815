import type { JsonObject } from "@alpha-engine/asl";
import { describe, expect, test } from "vitest";

import { outputOf, type Poll, type Run, runMachine, type Script } from "../../testing/run-machine.ts";
import { INPUT, weeklyIn } from "../../testing/weekly.ts";

describe.each(["JSONPath", "JSONata"] as const)("in %s,", (language) => {
  const machine = weeklyIn(language);
  const run = (input: JsonObject = {}, ...scripts: readonly Script[]): Promise<Run> =>
    runMachine(machine, { ...INPUT, ...input }, ...scripts);
  const sent = ({ calls }: Run): readonly string[] =>
    calls.filter(({ resource }) => resource.endsWith(":sendCommand")).map(({ state }) => state);
  const cause = ({ result }: Run): JsonObject => JSON.parse(result.cause ?? "{}") as JsonObject;

  describe("a run that goes well", () => {
    test("takes every step in order and announces itself once", async () => {
      const told = await run();
      expect(told.result).toMatchObject({ status: "SUCCEEDED" });
      expect(new Set(told.states).size).toBe(told.states.length);
      const path = told.states.filter((state) => !/Research|Predictor|Training|Branch/.test(state) || state === "Both");
      expect(path.join(" ")).toBe(
        "InitializeInput ApplyInput CountInputKeys CheckInput CheckMutexRole AcquireMutex CheckShellRun " +
          "CheckSkipData Data WaitForData CheckDataStatus Drift WaitForDrift CheckDriftStatus Both " +
          "CheckSkipBacktester Backtester WaitForBacktester CheckBacktesterStatus " +
          "CheckDegraded CheckShellRunNotify NotifyComplete PipelineSucceeded",
      );
      expect(sent(told)).toEqual(["Data", "Drift", "Training", "Backtester"]);
      expect(told.subjects).toEqual(["SUCCESS"]);
    });

    test("stamps run_date once from the execution's start, even across midnight", async () => {
      const slow: Poll[] = [
        ["InProgress", -1],
        ["Success", 0],
      ];
      const told = await run({}, { commands: { data: slow } });
      expect(outputOf(told)["run_date"]).toBe("2026-01-31");
      expect(told.result.stopDate.toISOString()).toMatch(/^2026-02-01/);
    });

    test("takes the caller's run_date over its own", async () => {
      expect(outputOf(await run({ run_date: "2025-07-04" }))["run_date"]).toBe("2025-07-04");
    });

    test("sends each command to the one instance that it polls", async () => {
      const asked = (await run()).calls.map(({ resource, parameters }) => ({
        resource,
        ...(parameters as JsonObject),
      }));
      const sends = asked.filter(({ resource }) => resource.endsWith(":sendCommand"));
      const polls = asked.filter(({ resource }) => resource.endsWith(":getCommandInvocation"));
      expect(sends).toMatchObject(sends.map(() => ({ InstanceIds: INPUT.ec2_instance_id })));
      expect(polls).toMatchObject(polls.map(() => ({ InstanceId: INPUT.ec2_instance_id[0] })));
      expect([sends.length, polls.length]).toEqual([4, 4]);
    });

    test("keeps what the commands print out of the state", async () => {
      expect(JSON.stringify((await run()).result.output).length).toBeLessThan(5000);
    });

    test("stays so when the topic is away", async () => {
      const told = await run({}, { refusesToPublish: true });
      expect(told.result.status).toBe("SUCCEEDED");
      expect(outputOf(told)["notify_errors"]).toHaveProperty("NotifyComplete.Error", "SNS.InternalErrorException");
      expect(told.calls.filter(({ state }) => state === "NotifyComplete")).toHaveLength(4);
    });
  });

  describe("a skip flag", () => {
    test.each([
      ["skip_data", ["Drift", "Training", "Backtester"]],
      ["skip_training", ["Data", "Drift", "Backtester"]],
      ["skip_backtester", ["Data", "Drift", "Training"]],
    ])("%s passes its step and no other", async (flag, expected) => {
      const told = await run({ [flag]: true });
      expect(told.result.status).toBe("SUCCEEDED");
      expect(sent(told)).toEqual(expected);
    });

    test("passes a function too", async () => {
      const told = await run({ skip_research: true });
      expect(told.calls.some(({ state }) => state === "Research")).toBe(false);
    });

    test.each(["true", null, 1])("of the value %j is refused before anything is sent", async (value) => {
      const told = await run({ skip_data: value });
      expect(told.result).toMatchObject({ status: "FAILED", error: "PipelineFailure" });
      expect(cause(told)).toMatchObject({ phase: "InitializeInput", input: { skip_data: value } });
      expect(sent(told)).toEqual([]);
      expect(told.subjects).toEqual(["Weekly FAILED"]);
    });
  });

  test.each([
    ["a key that nobody reads", { skip_dta: true }],
    ["a run_date that is not a date", { run_date: "today" }],
    ["a run_date with more behind it", { run_date: "2026-01-31-rm -rf" }],
    ["a value outside its closed list", { args: "; rm -rf /" }],
    ["no instance", { ec2_instance_id: [] }],
    ["two instances", { ec2_instance_id: ["i-1", "i-2"] }],
    ["an instance that is no list", { ec2_instance_id: "i-1" }],
    ["an instance that is null", { ec2_instance_id: null }],
    ["a topic of another shape", { sns_topic_arn: "alerts" }],
    ["a number where a closed list has words", { args: 1 }],
  ])("%s is refused before anything is sent", async (_, input) => {
    const told = await run(input);
    expect(cause(told)).toMatchObject({ phase: "InitializeInput", source: "CheckInput" });
    expect(new Set(told.calls.map(({ state }) => state))).toEqual(new Set(["HandleFailure", "FailExecution"]));
  });

  describe("shell_run", () => {
    test("runs every step with the dry values, whatever the caller passes, and is not announced as a real run", async () => {
      const told = await run({ shell_run: true, skip_data: true, args: "", label: "" });
      expect(told.result.status).toBe("SUCCEEDED");
      expect(sent(told)).toEqual(["Data", "Drift", "Training", "Backtester"]);
      expect(told.commands["data"]?.at(-1)).toMatch(/ --preflight-only$/);
      expect(told.subjects).toEqual(["Preflight SUCCESS"]);
    });

    test("that is off leaves the input alone", async () => {
      const told = await run({ shell_run: false });
      expect(told.commands["data"]?.at(-1)).not.toContain("preflight");
      expect(told.subjects).toEqual(["SUCCESS"]);
    });
  });

  describe("a step that fails", () => {
    test("reaches the failure with its exit code, in the error, the notification and the execution's cause", async () => {
      const told = await run({}, { commands: { backtester: [["Failed", 3]] } });
      expect(told.result).toMatchObject({ status: "FAILED", error: "PipelineFailure" });
      expect(cause(told)).toEqual({
        phase: "Backtester",
        source: "CheckBacktesterStatus.Default",
        exitCode: 3,
        polls: 0,
        poll: { Status: "Failed", StatusDetails: "Failed", ResponseCode: 3, CommandId: "backtester" },
      });
      const { parameters } = told.calls.find(({ state }) => state === "HandleFailure") ?? {};
      expect(JSON.parse((parameters as { Message: string }).Message)).toMatchObject({ exitCode: 3 });
      expect(told.states.at(-1)).toBe("FailExecution");
      expect(told.subjects).toEqual(["Weekly FAILED"]);
    });

    test.each(["Failed", "TimedOut", "Cancelled"])("with %s ends the run", async (status) => {
      const told = await run({}, { commands: { data: [[status, 137]] } });
      expect(cause(told)).toMatchObject({ phase: "Data", exitCode: 137 });
      expect(sent(told)).toEqual(["Data"]);
    });

    test("fails the execution with its cause even when the topic is away", async () => {
      const told = await run({}, { commands: { data: [["Failed", 9]] }, refusesToPublish: true });
      expect(cause(told)).toMatchObject({ exitCode: 9 });
    });

    test("because SSM refused the send is never sent again, and is named", async () => {
      const told = await run({}, { refusesToSend: "data" });
      expect(cause(told)).toEqual({ Data: { Error: "Ssm.InvalidInstanceIdException", Cause: "not in a valid state" } });
      expect(sent(told)).toEqual(["Data"]);
    });
  });

  describe("the poll", () => {
    const after = async (...polls: readonly Poll[]): Promise<Run> => run({}, { commands: { data: polls } });
    const looks = ({ calls }: Run): number => calls.filter(({ state }) => state === "WaitForData").length;

    test("goes on while a command is Pending, InProgress, Delayed or Cancelling", async () => {
      const told = await after(
        ["Pending", -1],
        ["InProgress", -1],
        ["Delayed", -1],
        ["Cancelling", -1],
        ["Success", 0],
      );
      expect(told.result.status).toBe("SUCCEEDED");
      expect(looks(told)).toBe(5);
      expect(told.states.filter((state) => state === "DataWait")).toHaveLength(4);
    });

    test("ends when no command can still be running, whatever SSM says", async () => {
      const told = await after(["InProgress", -1]);
      // 60 s to send, 600 to deliver, 5400 to run, 300 of grace, every 30 s.
      expect(looks(told)).toBe(6360 / 30 + 1);
      expect(cause(told)).toMatchObject({ phase: "Data", polls: 212, poll: { Status: "InProgress" } });
    });

    test("survives the registration window and a service that is out of order", async () => {
      const missing = ["Ssm.InvocationDoesNotExistException", "Ssm.InvocationDoesNotExist"];
      const told = await after(...missing, "Ssm.SsmException", "Ssm.SdkClientException", ["Success", 0]);
      expect(told.result.status).toBe("SUCCEEDED");
      expect(looks(told)).toBe(5);
      expect(sent(told)).toEqual(["Data", "Drift", "Training", "Backtester"]);
    });

    test("gives up after the tenth time that the invocation is not there", async () => {
      const told = await after("Ssm.InvocationDoesNotExistException");
      expect(cause(told)).toMatchObject({ Data: { Error: "Ssm.InvocationDoesNotExistException" } });
      expect(looks(told)).toBe(11);
    });
  });

  describe("an advisory step that fails", () => {
    test("lets the run go to its end, which says so and is not green", async () => {
      const told = await run({}, { commands: { drift: [["Failed", 4]] } });
      expect(sent(told)).toEqual(["Data", "Drift", "Training", "Backtester"]);
      expect(told.subjects).toEqual(["Weekly DEGRADED"]);
      expect(told.result).toMatchObject({ status: "FAILED", error: "PipelineDegraded" });
      expect(told.result.cause).toMatch(/^all steps ran, these went wrong: \{.*"Drift".*"exitCode":4/);
    });

    test("in a dry pass announces no real run", async () => {
      const told = await run({ shell_run: true }, { refusesToSend: "drift" });
      expect(told.subjects).toEqual(["Weekly Preflight DEGRADED"]);
    });
  });

  describe("isolated branches", () => {
    const error = { payload: { status: "ERROR" } };

    test("one fails and alerts at once, the other completes, the run fails behind the join", async () => {
      const slow: Poll[] = [
        ["InProgress", -1],
        ["Success", 0],
      ];
      const told = await run({}, { ...error, commands: { training: slow } });
      expect(told.result.status).toBe("FAILED");
      expect(told.subjects).toEqual(["Research FAILED", "Weekly FAILED"]);
      expect(told.states.indexOf("AlertResearch")).toBeLessThan(told.states.indexOf("BranchBComplete"));
      expect(cause(told)).toMatchObject({
        phase: "Both",
        source: "CheckBranchOutcomes",
        branch_a: {
          branch_a_status: "FAILED",
          branch_a_error: { phase: "Research", source: "CheckResearchStatus.Default", payload: { status: "ERROR" } },
        },
        branch_b: { branch_b_status: "OK" },
      });
      expect(sent(told)).toEqual(["Data", "Drift", "Training"]);
    });

    test("carry the exit code of a command through the join", async () => {
      const told = await run({}, { commands: { training: [["Failed", 7]] } });
      expect(cause(told)).toMatchObject({ branch_b: { branch_b_error: { phase: "Training", exitCode: 7 } } });
      expect(told.subjects).toEqual(["Training FAILED", "Weekly FAILED"]);
    });

    test("alert early when an error is caught, too", async () => {
      const told = await run({}, { refusesToSend: "training" });
      expect(told.subjects).toEqual(["Training FAILED", "Weekly FAILED"]);
    });

    test("fail the run even when their alerts cannot be sent", async () => {
      const told = await run({}, { ...error, refusesToPublish: true });
      expect(cause(told)).toMatchObject({ branch_a: { branch_a_status: "FAILED" } });
    });
  });

  test.each([{ status: "OK" }, { status: "SKIPPED" }])("a function that answers %j went well", async (payload) => {
    expect((await run({}, { payload })).result.status).toBe("SUCCEEDED");
  });

  test.each([{}, { status: "FAILED" }, "text", null])("a function that answers %j failed", async (payload) => {
    expect(cause(await run({}, { payload }))).toMatchObject({
      branch_a: { branch_a_error: { phase: "Research", payload } },
    });
  });

  describe("the mutex", () => {
    const holder = (status: string): Script => ({ holder: { arn: "arn:other", status } });

    test("refuses a second execution while the first is running, and says so", async () => {
      const told = await run({}, holder("RUNNING"));
      expect(told.result).toMatchObject({ status: "FAILED", error: "MutexConflict" });
      expect(sent(told)).toEqual([]);
      expect(told.subjects).toEqual(["Weekly - REFUSED"]);
    });

    test.each(["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"])("is taken over from one that has %s", async (status) => {
      const told = await run({}, holder(status));
      expect(told.result.status).toBe("SUCCEEDED");
      expect(told.calls.find(({ state }) => state === "TakeOverMutex")?.parameters).toMatchObject({
        ConditionExpression: "execution_arn = :holder",
        ExpressionAttributeValues: { ":holder": { S: "arn:other" } },
      });
    });

    test("has the machine's name as its key, for every role but those that are excepted", async () => {
      const { calls } = await run({ pipeline_role: "recovery" });
      expect(calls[0]?.parameters).toMatchObject({
        Item: { mutex_key: { S: "weekly" }, execution_arn: { S: "arn:self" }, pipeline_role: { S: "recovery" } },
      });
      const smoke = await run({ pipeline_role: "smoke" }, holder("RUNNING"));
      expect(smoke.result.status).toBe("SUCCEEDED");
    });

    test("whose table is away lets the run go on, and the end says that it ran unguarded", async () => {
      const told = await run({}, { tableIsAway: true });
      expect(sent(told)).toHaveLength(4);
      expect(told.result).toMatchObject({ status: "FAILED", error: "PipelineDegraded" });
      expect(told.result.cause).toContain("DynamoDb.ResourceNotFoundException");
    });
  });

  describe("redriven after a failure,", () => {
    test("it goes on at the step that failed and passes over what is done", async () => {
      const told = await run({}, { commands: { backtester: [["Failed", 3]] } }, {});
      expect(told.result.status).toBe("SUCCEEDED");
      expect(sent(told)).toEqual(["Drift", "Backtester"]);
      expect(told.calls.some(({ state }) => state === "Research")).toBe(false);
      expect(told.subjects).toEqual(["Weekly FAILED", "SUCCESS"]);
    });

    test("it fails again with the new cause when the step fails again, and can be redriven once more", async () => {
      const failing = (code: number): Script => ({ commands: { data: [["Failed", code]] } });
      const twice = await run({}, failing(3), failing(4));
      expect(twice.result).toMatchObject({ status: "FAILED", error: "PipelineFailure" });
      expect(cause(twice)).toMatchObject({ phase: "Data", exitCode: 4 });
      const mended = await run({}, failing(3), failing(4), {});
      expect(mended.result.status).toBe("SUCCEEDED");
    });

    test("a branch that was complete is not run again", async () => {
      const told = await run({}, { commands: { training: [["Failed", 1]] } }, {});
      expect(told.result.status).toBe("SUCCEEDED");
      expect(told.calls.some(({ state }) => state === "Research")).toBe(false);
      expect(sent(told)).toEqual(["Drift", "Training", "Backtester"]);
    });

    test("a wrong input stays wrong", async () => {
      const told = await run({ args: "; rm -rf /" }, {}, {});
      expect(told.result).toMatchObject({ status: "FAILED", error: "PipelineFailure" });
      expect(sent(told)).toEqual([]);
    });

    test("it waits for the mutex like any other", async () => {
      const told = await run({}, { refusesToSend: "data" }, { holder: { arn: "arn:other", status: "RUNNING" } });
      expect(told.result.error).toBe("MutexConflict");
    });
  });
});

test("both languages send the same commands, byte for byte where no value is in them, and take the same states", async () => {
  const [path, ata] = await Promise.all(
    (["JSONPath", "JSONata"] as const).map((language) => runMachine(weeklyIn(language), INPUT)),
  );
  expect(ata?.states.toSorted()).toEqual(path?.states.toSorted());
  expect(ata?.result.output).toEqual(path?.result.output);
  for (const [slug, lines] of Object.entries(path?.commands ?? {})) {
    const others = ata?.commands[slug] ?? [];
    expect(others).toHaveLength(lines.length);
    for (const [index, line] of lines.entries()) if (!line.includes("base64")) expect(others[index]).toBe(line);
  }
});
