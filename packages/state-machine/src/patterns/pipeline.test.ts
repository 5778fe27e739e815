import type { JsonObject } from "@alpha-engine/asl";
import { describe, expect, test } from "vitest";

import { outputOf, type Poll, type Run, runMachine, type Script } from "../../testing/run-machine.ts";
import { INPUT, weekly } from "../../testing/weekly.ts";
import { initializeInput } from "./initialize-input.ts";
import { onFailure } from "./on-failure.ts";
import { stateMachine } from "./state-machine.ts";

const run = (input: JsonObject = {}, script?: Script): Promise<Run> =>
  runMachine(weekly, { ...INPUT, ...input }, script);
const sent = ({ calls }: Run): readonly string[] =>
  calls.filter(({ resource }) => resource.endsWith(":sendCommand")).map(({ state }) => state);
const cause = ({ result }: Run): JsonObject => JSON.parse(result.cause ?? "{}") as JsonObject;

describe("a run that goes well", () => {
  test("takes every step in order and announces itself once", async () => {
    const told = await run();
    expect(told.result.status).toBe("SUCCEEDED");
    const once = told.states.filter((state) => !["AlertResearch", "AlertTraining"].includes(state));
    expect(once).toEqual(told.states);
    const path = told.states.filter((state) => !/Research|Predictor|Training|Branch/.test(state) || state === "Both");
    expect(path.join(" ")).toBe(
      "InitializeInput ApplyInput CheckInput CheckShellRun CheckSkipData Data WaitForData CheckDataStatus Both " +
        "CheckSkipBacktester Backtester WaitForBacktester CheckBacktesterStatus " +
        "CheckShellRunNotify NotifyComplete PipelineSucceeded",
    );
    expect(sent(told)).toEqual(["Data", "Training", "Backtester"]);
    expect(told.subjects).toEqual(["SUCCESS"]);
  });

  test("stamps run_date once from the execution's start, even across midnight", async () => {
    const told = await run(
      {},
      {
        commands: {
          data: [
            ["InProgress", -1],
            ["Success", 0],
          ],
        },
      },
    );
    expect(outputOf(told)["run_date"]).toBe("2026-01-31");
    expect(told.result.stopDate.toISOString()).toMatch(/^2026-02-01/);
  });

  test("takes the caller's run_date over its own", async () => {
    expect(outputOf(await run({ run_date: "2025-07-04" }))["run_date"]).toBe("2025-07-04");
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
    ["skip_data", ["Training", "Backtester"]],
    ["skip_training", ["Data", "Backtester"]],
    ["skip_backtester", ["Data", "Training"]],
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
  ["a run_date that is none", { run_date: "today" }],
  ["a value outside its closed list", { args: "; rm -rf /" }],
  ["an instance that is not named", { ec2_instance_id: [] }],
  ["a number where a closed list has words", { args: 1 }],
])("%s is refused before anything is sent", async (_, input) => {
  const told = await run(input);
  expect(cause(told)).toMatchObject({ phase: "InitializeInput", source: "CheckInput" });
  expect(told.calls.map(({ state }) => state)).toEqual(["HandleFailure"]);
});

test("a value of a closed list that has no default and is not passed is refused, not a runtime error", async () => {
  const definition = stateMachine({
    comment: "closed",
    timeoutSeconds: 60,
    steps: [
      initializeInput({
        defaults: { sns_topic_arn: "arn:aws:sns:us-east-1:000000000000:alerts" },
        flags: [],
        closed: { mode: ["full", "smoke"] },
        required: [],
      }),
    ],
    failure: onFailure({ subject: "FAILED", message: "it failed", error: "PipelineFailure" }),
  });
  expect(cause(await runMachine(definition, {}))).toMatchObject({ source: "CheckInput" });
  expect((await runMachine(definition, { mode: "smoke" })).result.status).toBe("SUCCEEDED");
});

describe("shell_run", () => {
  test("runs every step with the dry values, whatever the caller passes, and is not announced as a real run", async () => {
    const told = await run({ shell_run: true, skip_data: true, args: "", label: "real" });
    expect(told.result.status).toBe("SUCCEEDED");
    expect(sent(told)).toEqual(["Data", "Training", "Backtester"]);
    expect(told.commands["data"]?.at(-1)).toMatch(/ --preflight-only$/);
    expect(told.subjects).toEqual(["Preflight SUCCESS"]);
  });

  test("that is off leaves the input alone", async () => {
    const told = await run({ shell_run: false });
    expect(told.commands["data"]?.at(-1)).toMatch(/ base64 -d\)"$/);
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

  test("because SSM refused the send is never sent again", async () => {
    const told = await run({}, { refusesToSend: "data" });
    expect(cause(told)).toEqual({ Error: "Ssm.InvalidInstanceIdException", Cause: "not in a valid state" });
    expect(sent(told)).toEqual(["Data"]);
  });
});

describe("the poll", () => {
  const after = async (...polls: readonly Poll[]): Promise<Run> => run({}, { commands: { data: polls } });
  const looks = ({ calls }: Run): number => calls.filter(({ state }) => state === "WaitForData").length;

  test("goes on while a command is Pending, InProgress, Delayed or Cancelling", async () => {
    const told = await after(["Pending", -1], ["InProgress", -1], ["Delayed", -1], ["Cancelling", -1], ["Success", 0]);
    expect(told.result.status).toBe("SUCCEEDED");
    expect(looks(told)).toBe(5);
    expect(told.states.filter((state) => state === "DataWait")).toHaveLength(4);
  });

  test("survives the registration window and a service that is out of order", async () => {
    const missing = "Ssm.InvocationDoesNotExistException";
    const told = await after(missing, missing, "Ssm.SsmException", "Ssm.SdkClientException", ["Success", 0]);
    expect(told.result.status).toBe("SUCCEEDED");
    expect(looks(told)).toBe(5);
    expect(sent(told)).toEqual(["Data", "Training", "Backtester"]);
  });

  test("gives up after the tenth time that the invocation is not there", async () => {
    const told = await after("Ssm.InvocationDoesNotExistException");
    expect(cause(told)).toMatchObject({ Error: "Ssm.InvocationDoesNotExistException" });
    expect(looks(told)).toBe(11);
  });
});

describe("isolated branches", () => {
  test("one fails and alerts at once, the other completes, the run fails behind the join", async () => {
    const told = await run(
      {},
      {
        payload: { status: "ERROR" },
        commands: {
          training: [
            ["InProgress", -1],
            ["Success", 0],
          ],
        },
      },
    );
    expect(told.result.status).toBe("FAILED");
    expect(told.subjects).toEqual(["Research FAILED", "Weekly FAILED"]);
    expect(told.states.indexOf("AlertResearch")).toBeLessThan(told.states.indexOf("BranchBComplete"));
    expect(cause(told)).toEqual({
      phase: "Both",
      source: "CheckBranchOutcomes",
      branch_a: {
        branch_a_status: "FAILED",
        branch_a_error: { phase: "Research", source: "CheckResearchStatus.Default", payload: { status: "ERROR" } },
      },
      branch_b: { branch_b_status: "OK" },
    });
    expect(sent(told)).toEqual(["Data", "Training"]);
  });

  test("carry the exit code of a command through the join", async () => {
    const told = await run({}, { commands: { training: [["Failed", 7]] } });
    expect(cause(told)).toMatchObject({ branch_b: { branch_b_error: { phase: "Training", exitCode: 7 } } });
    expect(told.subjects).toEqual(["Training FAILED", "Weekly FAILED"]);
  });

  test("fail the run even when their alerts cannot be sent", async () => {
    const told = await run({}, { payload: { status: "ERROR" }, refusesToPublish: true });
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
