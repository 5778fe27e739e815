import { parse } from "@alpha-engine/asl";
import type { Definition } from "@alpha-engine/definition";
import { describe, expect, test } from "vitest";

import { weekly } from "../../testing/weekly.ts";
import { sh } from "../shell-text/shell.ts";
import type { Step } from "../step/step.ts";
import { initializeInput } from "./initialize-input.ts";
import { isolatedBranches } from "./isolated-branches.ts";
import { lambdaStep } from "./lambda-step.ts";
import { mutex } from "./mutex.ts";
import { notify, type Notification } from "./notify.ts";
import { onFailure } from "./on-failure.ts";
import { shellRun } from "./shell-run.ts";
import { ssmCallbackStep } from "./ssm-callback-step.ts";
import { ssmStep, type SsmStepOptions } from "./ssm-step.ts";
import { stateMachine } from "./state-machine.ts";

const FAILURE = { subject: "FAILED", message: "it failed", error: "PipelineFailure" };
const first = (steps: readonly Step[]): string => steps[0]?.entry ?? "";
const machine = (...steps: [Step, ...Step[]]): Definition =>
  stateMachine({
    comment: "test",
    steps,
    failure: onFailure({ ...FAILURE, resumeAt: first(steps) }),
    timeout: 100_000,
  });
const step = (rest: Partial<SsmStepOptions> = {}): Step =>
  ssmStep({ name: "Data", slug: "data", skipFlags: ["skip_data"], command: sh`true`, budget: 60, ...rest });
const note = (rest: Partial<Notification> = {}): Step =>
  notify({ name: "Note", subject: "subject", message: "message", ...rest });

describe("a definition", () => {
  test("of every pattern is one that the engine takes", () => {
    expect(parse(JSON.stringify(weekly))).toMatchObject({ ok: true });
  });

  test("is the same whether its times are numbers or texts", () => {
    const said = step({ budget: "1m", deliveryTimeout: "10m", pollInterval: "60s", within: {} });
    expect(machine(said)).toEqual(machine(step({ budget: 60 })));
    expect(() => step({ budget: "soon" as "1s" })).toThrow("budget: expected seconds or a text");
  });

  test("leads from step to step and every failure to the one place", () => {
    const { States } = machine(step(), note());
    expect(States["CheckDataStatus"]).toMatchObject({
      Choices: [{ StringEquals: "Success", Next: "Note" }, { NumericGreaterThanEquals: 17 }, {}, {}, {}, {}],
    });
    expect(States["Data"]).toMatchObject({ Catch: [{ ErrorEquals: ["States.ALL"], Next: "HandleFailure" }] });
    expect(States["Data"]).not.toHaveProperty("Retry");
    expect(States["Note"]).toMatchObject({ Next: "PipelineSucceeded" });
  });

  test("names what follows a step of two words and one of initials", () => {
    const names = Object.keys(machine(step({ name: "RAGIngestion" }), step({ name: "MorningEnrich" })).States);
    expect(names).toContain("WaitForRAGIngestion");
    expect(machine(step({ name: "RAGIngestion" })).States["RAGIngestion"]).toMatchObject({
      ResultPath: "$.rag_ingestion_result",
    });
  });

  test("without an exception takes the mutex in every role", () => {
    const conflict = { name: "Refused", subject: "refused", message: "another one" };
    const { States } = machine(mutex({ table: "locks", onOutage: "stop", conflict }), note());
    expect(States["CheckMutexRole"]).toEqual({ Type: "Pass", Next: "AcquireMutex" });
    expect(States["AcquireMutex"]).toMatchObject({ Catch: [{ Next: "ReadMutexHolder" }, { Next: "HandleFailure" }] });
  });

  test("sends both timeouts", () => {
    expect(machine(step({ budget: 5400, deliveryTimeout: 90 })).States["Data"]).toMatchObject({
      Parameters: { TimeoutSeconds: 90, Parameters: { executionTimeout: ["5400"] } },
    });
  });
});

describe("refused:", () => {
  const alert = { name: "Alert", subject: "x", message: "x" };

  test.each<[string, () => unknown, string, string]>([
    ["two states of one name", () => machine(step(), step()), "DUPLICATE_STATE", "CheckSkipData"],
    [
      "a state of a branch that is named as one outside",
      () => machine(note(), isolatedBranches({ name: "Both", branches: [{ letter: "A", step: note(), alert }] })),
      "DUPLICATE_STATE",
      "Note",
    ],
    [
      "an exit to a state that does not exist",
      () => machine(step({ exits: { 10: "Elsewhere" } })),
      "DANGLING_TARGET",
      "CheckDataStatus leads to Elsewhere",
    ],
    [
      "an edge out of a branch",
      () =>
        machine(
          isolatedBranches({ name: "Both", branches: [{ letter: "A", step: step({ exits: { 10: "Note" } }), alert }] }),
          note(),
        ),
      "DANGLING_TARGET",
      "leads to Note",
    ],
    [
      "a state that nothing leads to",
      () =>
        machine({ entry: "A", render: ({ next }) => ({ A: { Type: "Pass", Next: next }, B: { Type: "Succeed" } }) }),
      "UNREACHABLE_STATE",
      "nothing leads to B",
    ],
    [
      "a Choice that leads to the failure: it cannot write $.error",
      () =>
        machine({
          entry: "A",
          render: ({ next, onFailure: Default }) => ({
            A: { Type: "Choice", Choices: [{ Variable: "$.a", IsPresent: true, Next: next }], Default },
          }),
        }),
      "ERROR_NOT_CARRIED",
      "A leads to HandleFailure",
    ],
    [
      "a Catch that leads to the failure with the error elsewhere",
      () =>
        machine({
          entry: "A",
          render: ({ next, onFailure: Next }) => ({
            A: { Type: "Task", Next: next, Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.a_error", Next }] },
          }),
        }),
      "ERROR_NOT_CARRIED",
      "A leads to HandleFailure",
    ],
    [
      "a machine that its steps outlast",
      () =>
        stateMachine({
          comment: "short",
          steps: [step({ budget: 5400 })],
          failure: onFailure({ ...FAILURE, resumeAt: "CheckSkipData" }),
          timeout: 6000,
        }),
      "TIMEOUTS_DO_NOT_NEST",
      "ends after 6000 s, and its steps can take 6660 s",
    ],
    [
      "a budget that what is in it outlasts",
      () => step({ budget: 5400, within: { boot: 780, work: 5400 } }),
      "TIMEOUTS_DO_NOT_NEST",
      "boot 780, work 5400",
    ],
    ["a budget that SSM would ignore", () => machine(step({ budget: 200_000 })), "TIMEOUTS_DO_NOT_NEST", "172800"],
    [
      "a delivery that SSM would refuse",
      () => machine(step({ deliveryTimeout: 10 })),
      "TIMEOUTS_DO_NOT_NEST",
      "deliveryTimeout",
    ],
    [
      "a function that Lambda would end before",
      () => machine(lambdaStep({ name: "F", functionName: "f:live", payload: {}, functionTimeout: 901 })),
      "TIMEOUTS_DO_NOT_NEST",
      "900",
    ],
    [
      "a wait for signs of life that outlasts the command",
      () => ssmCallbackStep({ name: "Data", slug: "data", command: sh`true`, budget: 60, heartbeat: 60 }),
      "TIMEOUTS_DO_NOT_NEST",
      "sign of life",
    ],
    [
      "a default outside its own list",
      () => initializeInput({ mode: { type: "text", default: "x", oneOf: ["y"] } }),
      "BAD_INPUT_FIELD",
      "mode",
    ],
    [
      "a field of the machine's own name",
      () => initializeInput({ run_date: { type: "text", default: "" } }),
      "BAD_INPUT_FIELD",
      "run_date",
    ],
    [
      "a subject whose growth is not said",
      () => note({ subject: "States.Format('x{}', $.label)" }),
      "BAD_NOTIFICATION",
      "subjectGrowth",
    ],
    ["a subject that is empty", () => note({ subject: "" }), "BAD_NOTIFICATION", "begins with"],
    [
      "an entry that does not exist",
      () => machine({ entry: "Nowhere", render: () => ({}) }),
      "DANGLING_TARGET",
      "starts at Nowhere",
    ],
    ["a subject that is not ASCII", () => note({ subject: "Pipeline – FAILED" }), "BAD_NOTIFICATION", "ASCII"],
    ["a subject with a line break", () => note({ subject: "a\nb" }), "BAD_NOTIFICATION", "ASCII"],
    ["a subject of 100 characters", () => note({ subject: "x".repeat(100) }), "BAD_NOTIFICATION", "100 characters"],
    [
      "a subject that can grow to 100 characters",
      () => note({ subject: `States.Format('${"x".repeat(90)}{}', $.label)`, subjectGrowth: 10 }),
      "BAD_NOTIFICATION",
      "100 characters",
    ],
    [
      "an alert of a branch whose subject is too long",
      () =>
        machine(
          isolatedBranches({
            name: "Both",
            branches: [{ letter: "A", step: step(), alert: { ...alert, subject: "x".repeat(100) } }],
          }),
        ),
      "BAD_NOTIFICATION",
      "Alert",
    ],
    ["a dry value with a quote", () => shellRun({ dry: { args: "it's" } }), "UNSAFE_COMMAND", "holds '"],
  ])("%s", (_, build, code, message) => {
    const error = { code, message: expect.stringContaining(message), hint: expect.stringMatching(/../) };
    expect(build).toThrow(expect.objectContaining(error));
  });

  test("nothing of 99 characters", () => {
    expect(() => note({ subject: `States.Format('${"x".repeat(89)}{}', $.label)`, subjectGrowth: 10 })).not.toThrow();
  });
});
