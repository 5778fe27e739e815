import { parse } from "@alpha-engine/asl";
import { describe, expect, test } from "vitest";

import { weekly } from "../../testing/weekly.ts";
import { sh } from "../commands/shell.ts";
import { isolatedBranches } from "./isolated-branches.ts";
import { notify, type NotifyOptions } from "./notify.ts";
import { onFailure } from "./on-failure.ts";
import { shellRun } from "./shell-run.ts";
import { ssmStep, type SsmStepOptions } from "./ssm-step.ts";
import { stateMachine } from "./state-machine.ts";
import type { Definition, Step } from "./step.ts";

const failure = onFailure({ subject: "FAILED", message: "it failed", error: "PipelineFailure" });
const machine = (...steps: [Step, ...Step[]]): Definition =>
  stateMachine({ comment: "test", steps, failure, timeoutSeconds: 60 });
const step = (rest: Partial<SsmStepOptions> = {}): Step =>
  ssmStep({ name: "Data", slug: "data", skipFlag: "skip_data", command: sh`true`, budget: 60, ...rest });
const note = (rest: Partial<NotifyOptions> = {}): Step =>
  notify({ name: "Note", subject: "subject", message: "message", ...rest });

describe("a definition", () => {
  test("of every pattern is one that the engine takes", () => {
    expect(parse(JSON.stringify(weekly))).toMatchObject({ ok: true });
  });

  test("leads from step to step and every failure to the one place", () => {
    const { States } = machine(step(), note());
    expect(States["CheckDataStatus"]).toMatchObject({
      Choices: [{ StringEquals: "Success", Next: "Note" }, {}, {}, {}, {}],
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
      "a skip to a state that is none",
      () => machine(step({ skipTo: "Elsewhere" })),
      "DANGLING_TARGET",
      "CheckSkipData leads to Elsewhere",
    ],
    [
      "an edge out of a branch",
      () =>
        machine(
          isolatedBranches({ name: "Both", branches: [{ letter: "A", step: step({ skipTo: "Note" }), alert }] }),
          note(),
        ),
      "DANGLING_TARGET",
      "leads to Note",
    ],
    [
      "an entry that is none",
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
    expect(build).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });

  test("nothing of 99 characters", () => {
    expect(() => note({ subject: `States.Format('${"x".repeat(89)}{}', $.label)`, subjectGrowth: 10 })).not.toThrow();
  });
});
