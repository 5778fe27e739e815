/** @module-tag slow */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { input, launch, logs, node, PYTHON, step, world } from "../testing/launching.ts";
import { rehearse, type RehearseOptions, type StateSummary, type Summary } from "./index.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "attribution-"));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

async function run(States: object, options: Partial<RehearseOptions> = {}): Promise<Summary> {
  const definition = { StartAt: Object.keys(States)[0] ?? "", States } as RehearseOptions["definition"];
  return (await rehearse({ pipeline: "p", definition, directory, input, ...world, ...options })).summary;
}
const row = ({ states }: Summary, name: string): StateSummary | undefined =>
  states.find((state) => state.name === name);
test("a launcher without a tag: its state has instance, log and exit code", async () => {
  const summary = await run(step("Work", launch("work", "exit 4")), { logs });
  expect(summary.status).toBe("FAILED");
  expect(row(summary, "Work")).toMatchObject({
    status: "FAILED",
    attempts: 1,
    exitCode: 4,
    logKey: "runs/work.log",
    logBucket: "logs",
  });
  expect(row(summary, "Work")?.instanceIds).toHaveLength(1);
  expect(summary.problems).toEqual([]);
});

test("two at a time on one box, in branches and items: to each its own", async () => {
  const branch = (name: string, script: string) => ({ StartAt: name, States: step(name, launch(name, script)) });
  const item = step("Each", {
    "commands.$": "States.Array(States.Format('" + node + " /opt/launch.mjs {} true', $.name))",
  });
  const states = {
    Both: {
      Type: "Parallel",
      Branches: [branch("A", "true"), branch("B", "exit 7")],
      ResultPath: null,
      Next: "Items",
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: null, Next: "Items" }],
    },
    Items: {
      Type: "Map",
      ItemsPath: "$.items",
      ItemSelector: { "box.$": "$.box", "name.$": "$$.Map.Item.Value" },
      ItemProcessor: { StartAt: "Each", States: item },
      End: true,
    },
  };
  const items: RehearseOptions["input"] = ({ boxIds }) => ({ box: [boxIds["box"]], items: ["x", "y"] });
  const summary = await run(states, { logs, input: items });
  expect(row(summary, "A")?.instanceIds).toHaveLength(1);
  expect(row(summary, "B")).toMatchObject({ status: "FAILED", exitCode: 7, logKey: "runs/B.log" });
  expect(row(summary, "B")?.instanceIds).not.toEqual(row(summary, "A")?.instanceIds);
  expect(row(summary, "Each")).toMatchObject({ status: "SUCCEEDED", items: { ok: 2, failed: 0 } });
  expect(row(summary, "Each")?.instanceIds).toHaveLength(2);
  expect(summary.problems.filter(({ kind }) => kind === "log-missing")).toEqual([]);
});

test("a log is where the commands have put it: elsewhere, or where SSM was told to", async () => {
  const summary = await run(step("Work", launch("work", "true")), { logs: { bucket: "logs", prefix: "other" } });
  expect(row(summary, "Work")?.logKey).toBe("runs/work.log");
  expect(summary.problems).toEqual([]);
  const states = step("Say", { commands: ["echo said"] });
  Object.assign((states["Say"] as { Parameters: object }).Parameters, {
    OutputS3BucketName: "logs",
    OutputS3KeyPrefix: "o",
  });
  const said = await run(states);
  expect(row(said, "Say")).toMatchObject({
    logBucket: "logs",
    logKey: expect.stringMatching(/^o\/.*\/stdout$/) as string,
  });
  const silent = await run(step("Say", { commands: ["true"] }), { logs });
  expect(silent.problems).toMatchObject([{ kind: "log-missing", state: "Say" }]);
});

describe.skipIf(PYTHON === undefined)(
  `plain bash by the AWS CLI${PYTHON === undefined ? ", skipped: aws is not installed" : ""}`,
  { timeout: 120_000 },
  () => {
    test("a state's row has all that its launcher did, also where it emptied its environment", async () => {
      const plain = step("Plain", { commands: ["/opt/launch.sh plain 'echo worked; exit 5'"] });
      const summary = await run(plain, { logs });
      expect(row(summary, "Plain")).toMatchObject({
        status: "FAILED",
        attempts: 1,
        exitCode: 5,
        logKey: expect.stringMatching(/^runs\/plain\/\d+\.log$/) as string,
      });
      expect(row(summary, "Plain")?.instanceIds).toHaveLength(1);
      expect(summary.problems).toEqual([]);
      const emptied = await run(
        step("Emptied", { commands: ["env -i HOME=/root PATH=$PATH /opt/launch.sh emptied true"] }),
        { logs },
      );
      expect(row(emptied, "Emptied")).toMatchObject({ status: "SUCCEEDED", attempts: 1, exitCode: 0 });
      expect(row(emptied, "Emptied")?.instanceIds).toHaveLength(1);
      expect(emptied.problems).toEqual([]);
    });
  },
);
