import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { interpret, type InterpretOptions, parse, simulatedClock, TaskFailure } from "@alpha-engine/asl";
import { type Definition, renderCommands } from "@alpha-engine/definition";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { INPUT } from "../../testing/weekly.ts";
import { sh } from "../shell-text/shell.ts";
import { initializeInput } from "./initialize-input.ts";
import { onFailure } from "./on-failure.ts";
import { ssmCallbackStep } from "./ssm-callback-step.ts";
import { stateMachine } from "./state-machine.ts";

const LANGUAGES = ["JSONPath", "JSONata"] as const;
const machineIn = (queryLanguage: (typeof LANGUAGES)[number], command = sh`work --all`): Definition =>
  stateMachine({
    comment: "callback",
    timeout: 20_000,
    queryLanguage,
    steps: [
      initializeInput({
        ec2_instance_id: { type: "instance" },
        sns_topic_arn: { type: "text", default: "arn:aws:sns:us-east-1:000000000000:alerts" },
        skip_data: { type: "boolean", default: false },
      }),
      ssmCallbackStep({
        name: "Data",
        slug: "data",
        skipFlags: ["skip_data"],
        command,
        budget: 5400,
        heartbeat: 30,
      }),
    ],
    failure: onFailure({ subject: "FAILED", message: "it failed", error: "PipelineFailure", resumeAt: "CheckInput" }),
  });

describe.each(LANGUAGES)("in %s, a step that calls back", (language) => {
  const run = async (data: InterpretOptions["tasks"], input = {}) => {
    const answer = parse(JSON.stringify(machineIn(language)));
    if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
    const clock = simulatedClock({ startAt: Date.parse("2026-01-31T09:00:00Z") });
    const running = interpret(
      answer.machine,
      { ...INPUT, ...input },
      {
        context: { execution: { Name: "run-1" } },
        tasks: async (request) => {
          if (request.state === "Data") return await data(request);
          const { Error: error = "", Cause: cause = "" } = request.parameters as { Error?: string; Cause?: string };
          if (request.state === "FailExecution") throw new TaskFailure(error, cause);
          return {};
        },
      },
      { clock },
    );
    await Promise.all([running, clock.runUntilIdle()]);
    return await running;
  };

  test("waits without a poll and goes on when the box says that it went well", async () => {
    const { status, history } = await run(async () => 0);
    expect(status).toBe("SUCCEEDED");
    expect(history.filter(({ type }) => type === "TaskStateEntered")).toHaveLength(1);
  });

  test("fails with the code that the box reports", async () => {
    const { error, cause } = await run(async () => {
      throw new TaskFailure("RemoteCommandFailed", "exitCode=3");
    });
    expect([error, JSON.parse(cause ?? "")]).toEqual([
      "PipelineFailure",
      { Data: { Error: "RemoteCommandFailed", Cause: "exitCode=3" } },
    ]);
  });

  test("is given up when the box is silent for longer than delivery and six heartbeats", async () => {
    const { cause, startDate, stopDate } = await run(async () => await new Promise(() => {}));
    expect(cause).toContain("States.Timeout");
    expect(stopDate.getTime() - startDate.getTime()).toBe((600 + 6 * 30) * 1000);
  });

  test("is skipped by its flag", async () => {
    const skipped = await run(
      async () => {
        throw new Error("must not be called");
      },
      { skip_data: true },
    );
    expect(skipped.status).toBe("SUCCEEDED");
  });
});

describe("the script on the box", () => {
  let box: string;
  beforeAll(() => {
    box = mkdtempSync(join(tmpdir(), "callback-"));
    mkdirSync(join(box, "bin"));
    // Stands in for the AWS CLI and log-capture, which need not be on this machine: notes what it was told, runs what it wraps.
    writeFileSync(join(box, "bin/aws"), '#!/bin/sh\necho "$@" >> "$BOX/told"\n', { mode: 0o755 });
    writeFileSync(join(box, "bin/log-capture"), '#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift\nexec "$@"\n', {
      mode: 0o755,
    });
    writeFileSync(join(box, "settings"), "FROM_SETTINGS=1\n");
  });
  afterAll(() => rmSync(box, { recursive: true }));

  test.each([
    [...LANGUAGES, 0, "send-task-success --task-token a'b$(x) --task-output 0"],
    [...LANGUAGES, 3, "send-task-failure --task-token a'b$(x) --error RemoteCommandFailed --cause exitCode=3"],
  ])("calls back with the token as it is, whatever is in it (%s, %s, exit code %i)", async (one, other, code, told) => {
    for (const language of [one, other]) {
      const state = machineIn(language, sh`bash -c "exit ${code}"`).States["Data"];
      const context = { Task: { Token: "a'b$(x)" }, Execution: { Name: "run-1" } };
      const rendered = await renderCommands(state ?? {}, { ...INPUT, run_date: "2026-01-31" }, { context });
      const script = join(box, "_script.sh");
      writeFileSync(script, rendered?.script.replace("/home/ec2-user/.alpha-engine.env", join(box, "settings")) ?? "");
      rmSync(join(box, "told"), { force: true });
      const { status } = spawnSync("bash", [script], { env: { PATH: `${box}/bin:${process.env["PATH"]}`, BOX: box } });
      expect(status).toBe(code);
      expect(readFileSync(join(box, "told"), "utf8").trim()).toBe(`stepfunctions ${told}`);
    }
    expect(execFileSync("bash", ["-n", join(box, "_script.sh")], { encoding: "utf8" })).toBe("");
  });
});
