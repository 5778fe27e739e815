import {
  interpret,
  interpretRedrive,
  type InterpretOptions,
  type JsonObject,
  parse,
  simulatedClock,
  TaskFailure,
} from "@alpha-engine/asl";
import type { Definition } from "@alpha-engine/definition";
import { type Summary, summaryOf } from "@alpha-engine/run-record";
import { expect, test } from "vitest";

import { readHistory, recordOfExecution } from "./index.ts";

const task = (more: JsonObject): JsonObject => ({
  Type: "Task",
  Resource: "arn:aws:lambda:us-east-1:111111111111:function:work",
  ...more,
});

/** Fails at B, then is redriven with it mended. */
async function redriven(states: JsonObject): Promise<Summary> {
  const definition = { StartAt: Object.keys(states)[0] ?? "", States: states };
  const parsed = parse(definition);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const options = (isBroken: boolean): InterpretOptions => ({
    tasks: async ({ state }) => {
      if (isBroken && state === "B") throw new TaskFailure("Broken", "once");
      return {};
    },
  });
  const clock = simulatedClock();
  const running = interpret(parsed.machine, [1, 2], options(true), { clock });
  await Promise.all([running, clock.runUntilIdle()]);
  const again = interpretRedrive(parsed.machine, await running, options(false), { clock });
  await Promise.all([again, clock.runUntilIdle()]);
  const { history } = await again;
  return summaryOf(
    recordOfExecution({ history: readHistory(history, "redriven"), definition: definition as unknown as Definition }),
  );
}

const mended = (attempts: number) => ({ name: "B", status: "SUCCEEDED", attempts, error: null, cause: null });

test("a step that failed and was redriven has succeeded, in one attempt more", async () => {
  const { status, problems, states } = await redriven({
    A: task({ ResultPath: null, Next: "B" }),
    B: task({ ResultPath: null, Next: "C" }),
    C: task({ End: true }),
  });
  expect([status, problems]).toEqual(["SUCCEEDED", []]);
  expect(states).toMatchObject([{ name: "A", attempts: 1 }, mended(2), { name: "C", status: "SUCCEEDED" }]);
});

test("so has one in a Map, for all of its items", async () => {
  const B = task({ End: true });
  const { status, problems, states } = await redriven({
    Each: { Type: "Map", MaxConcurrency: 1, ItemProcessor: { StartAt: "B", States: { B } }, End: true },
  });
  expect([status, problems]).toEqual(["SUCCEEDED", []]);
  expect(states).toMatchObject([{ ...mended(3), items: { ok: 2, failed: 0, aborted: 0, running: 0 } }]);
});

/** As AWS may tell it: what goes on after a redrive follows on that, in every branch. */
test("of several branches that failed and go on at once, each has what is its own", () => {
  const at = (id: number): string => new Date(Date.UTC(2026, 4, 23, 9, 0, id)).toISOString();
  const rows: readonly [type: string, previous: number, details?: object][] = [
    ["ExecutionStarted", 0],
    ["ParallelStateEntered", 1, { name: "Both", input: "{}" }],
    ["ParallelStateStarted", 2],
    ["TaskStateEntered", 3, { name: "A", input: "{}" }],
    ["TaskScheduled", 4, { resourceType: "glue", resource: "startJobRun", region: "r", parameters: '{"JobName":"a"}' }],
    ["TaskStateEntered", 3, { name: "B", input: "{}" }],
    ["TaskScheduled", 6, { resourceType: "glue", resource: "startJobRun", region: "r", parameters: '{"JobName":"b"}' }],
    ["TaskFailed", 7, { error: "Glue.B", cause: "b" }],
    ["TaskFailed", 5, { error: "Glue.A", cause: "a" }],
    ["ExecutionFailed", 8, { error: "Glue.B", cause: "b" }],
    ["ExecutionRedriven", 10, { redriveCount: 1 }],
    [
      "TaskScheduled",
      11,
      { resourceType: "glue", resource: "startJobRun", region: "r", parameters: '{"JobName":"b"}' },
    ],
    [
      "TaskScheduled",
      11,
      { resourceType: "glue", resource: "startJobRun", region: "r", parameters: '{"JobName":"a"}' },
    ],
    ["TaskFailed", 13, { error: "Glue.Again", cause: "a" }],
    ["TaskSucceeded", 12, { output: "{}" }],
    ["TaskStateExited", 15, { name: "B", output: "{}" }],
    ["ExecutionFailed", 14, { error: "Glue.Again", cause: "a" }],
  ];
  const events = rows.map(([type, previousEventId, details], index) => {
    const key = `${type[0]?.toLowerCase()}${type.slice(1)}EventDetails`.replace(
      /^\w+State(Entered|Exited)/,
      (_, what: string) => `state${what}`,
    );
    return {
      id: index + 1,
      previousEventId,
      type,
      timestamp: at(index + 1),
      ...(details === undefined ? {} : { [key]: details }),
    };
  });
  const { status, states, hops } = summaryOf(recordOfExecution({ history: readHistory(events, "redriven") }));
  expect(status).toBe("FAILED");
  expect(states).toMatchObject([
    { name: "A", status: "FAILED", error: "Glue.Again", attempts: 2 },
    { name: "B", status: "SUCCEEDED", error: null, attempts: 2 },
  ]);
  expect(hops.map((way) => way.hops.join(" → "))).toEqual([
    "glue:startJobRun Glue.Again → state A Glue.Again → execution Glue.Again",
  ]);
});
