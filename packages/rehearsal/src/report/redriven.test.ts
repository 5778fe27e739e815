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
