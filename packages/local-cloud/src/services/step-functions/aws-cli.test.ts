/** @module-tag slow */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { rehearsalClock } from "@alpha-engine/asl";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { awsCli, CLI, type Cli } from "../../../testing/aws-cli.ts";
import { startTestCloud, type TestCloud, until } from "../../../testing/cloud.ts";

const TWICE = `export const handler = async ({ n }) => { console.log("twice", n); return 2 * n; };`;
const ROLE = "arn:aws:iam::000000000000:role/made-up";

describe.skipIf(!CLI)(`the AWS CLI${CLI ? "" : ", skipped: aws is not installed"}`, { timeout: 120_000 }, () => {
  let test_: TestCloud;
  let aws: Cli;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cli-judge-"));
    const module = `data:text/javascript,${encodeURIComponent(TWICE)}`;
    test_ = await startTestCloud({ clock: rehearsalClock(), functions: { twice: { module } } });
    aws = awsCli(test_.cloud.environment);
  });
  afterAll(async () => {
    await test_[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  test("creates a state machine, starts it, and reads its end and its history", async () => {
    const states = { A: { Type: "Wait", Seconds: 3600, Next: "B" }, B: { Type: "Fail", Error: "Unfit" } };
    const definition = JSON.stringify({ StartAt: "A", States: states });
    const named = ["--name", "judged", "--role-arn", ROLE, "--definition", definition];
    const made = await aws("stepfunctions", "create-state-machine", ...named);
    expect(made).toMatchObject({ code: 0 });
    const which = ["--state-machine-arn", String(made.json["stateMachineArn"])];
    const started = await aws("stepfunctions", "start-execution", ...which, "--input", '{"n":1}');
    const execution = ["--execution-arn", String(started.json["executionArn"])];
    await until(
      async () => (await aws("stepfunctions", "describe-execution", ...execution)).json["status"] === "FAILED",
    );
    const listed = await aws(
      "stepfunctions",
      "list-executions",
      ...which,
      "--status-filter",
      "FAILED",
      "--page-size",
      "1",
    );
    expect(listed.json).toMatchObject({ executions: [{ status: "FAILED" }] });
    const told = await aws(
      "stepfunctions",
      "get-execution-history",
      ...execution,
      "--reverse-order",
      "--max-items",
      "2",
    );
    expect(told.json).toMatchObject({
      events: [
        { type: "ExecutionFailed", executionFailedEventDetails: { error: "Unfit" } },
        { type: "FailStateEntered" },
      ],
    });
    const wrong = await aws("stepfunctions", "describe-execution", "--execution-arn", `${execution[1]}x`);
    expect(wrong.stderr).toContain("(ExecutionDoesNotExist)");
  });

  test("invokes a function with the end of its log, and lists it", async () => {
    const file = join(folder, "answer.json");
    const asked = join(folder, "asked.json");
    await writeFile(asked, '{"n":4}');
    const named = ["--function-name", "twice", "--log-type", "Tail"];
    const invoked = await aws("lambda", "invoke", ...named, "--payload", `fileb://${asked}`, file);
    expect(invoked.json).toMatchObject({ StatusCode: 200, ExecutedVersion: "$LATEST" });
    expect(Buffer.from(String(invoked.json["LogResult"]), "base64").toString()).toContain("\ntwice 4\n");
    expect(await readFile(file, "utf8")).toBe("8");
    expect((await aws("lambda", "list-functions")).json).toMatchObject({ Functions: [{ FunctionName: "twice" }] });
  });
});
