import { expect, test } from "vitest";

import {
  type ExecutionResult,
  interpret,
  interpretRedrive,
  type InterpretOptions,
  type JsonObject,
  type JsonValue,
  type Machine,
  parse,
  redrive,
  redriveStatus,
  simulatedClock,
  TaskFailure,
} from "../index.ts";

function machineOf(states: JsonObject, more: JsonObject = {}): Machine {
  const parsed = parse({ StartAt: Object.keys(states)[0], States: states, ...more });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.machine;
}

const task = (more: JsonObject): JsonObject => ({
  Type: "Task",
  Resource: "arn:aws:lambda:us-east-1:111111111111:function:work",
  ...more,
});

/** Runs, then redrives with `broken` mended; the states whose tasks were called, before and after. */
async function twice(
  machine: Machine,
  input: JsonValue,
  broken: (call: { state: string; parameters: JsonValue; attempt: number }) => boolean,
): Promise<{ first: ExecutionResult; second: ExecutionResult; calls: string[][] }> {
  const calls: string[][] = [[], []];
  const options = (round: number): InterpretOptions => ({
    tasks: async ({ state, parameters, attempt }) => {
      calls[round]?.push(`${state} ${JSON.stringify(parameters)}`);
      if (round === 0 && broken({ state, parameters, attempt })) throw new TaskFailure("Broken", "once");
      return parameters;
    },
  });
  const clock = simulatedClock();
  const running = interpret(machine, input, options(0), { clock });
  await Promise.all([running, clock.runUntilIdle()]);
  const first = await running;
  const again = interpretRedrive(machine, first, options(1), { clock });
  await Promise.all([again, clock.runUntilIdle()]);
  return { first, second: await again, calls };
}

test("it goes on from the task that failed, with its input and all its retries", async () => {
  const machine = machineOf({
    A: task({ Next: "B" }),
    B: task({ Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1 }], Next: "C" }),
    C: task({ Parameters: { "count.$": "$$.Execution.RedriveCount" }, End: true }),
  });
  const { first, second, calls } = await twice(machine, 1, ({ state }) => state === "B");
  expect(first.status).toBe("FAILED");
  expect(calls).toEqual([
    ["A 1", "B 1", "B 1"],
    ["B 1", 'C {"count":1}'],
  ]);
  expect(second).toMatchObject({ status: "SUCCEEDED", output: { count: 1 } });
  expect(second).not.toHaveProperty("error");
  const types = second.history.map(({ id, type }) => `${id} ${type}`);
  expect(types.slice(first.history.length, first.history.length + 3)).toEqual([
    "15 ExecutionRedriven",
    "16 LambdaFunctionScheduled",
    "17 LambdaFunctionStarted",
  ]);
});

test("of a Parallel and a Map only the branches that did not succeed run again", async () => {
  const machine = machineOf({
    Both: {
      Type: "Parallel",
      Branches: [
        { StartAt: "Good", States: { Good: task({ End: true }) } },
        {
          StartAt: "Each",
          States: {
            Each: {
              Type: "Map",
              MaxConcurrency: 1,
              ItemProcessor: { StartAt: "One", States: { One: task({ Next: "Two" }), Two: task({ End: true }) } },
              End: true,
            },
          },
        },
      ],
      End: true,
    },
  });
  const { second, calls } = await twice(
    machine,
    [1, 2, 3],
    ({ state, parameters }) => state === "Two" && parameters === 2,
  );
  expect(calls[0]).toEqual(["Good [1,2,3]", "One 1", "Two 1", "One 2", "Two 2"]);
  expect(calls[1]).toEqual(["Two 2", "One 3", "Two 3"]);
  expect(second.output).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
});

test("the failed children of a distributed Map run again, tolerated or not", async () => {
  const machine = machineOf({
    Each: {
      Type: "Map",
      ToleratedFailureCount: 1,
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "One",
        States: { One: task({ End: true }) },
      },
      End: true,
    },
  });
  const { first, second, calls } = await twice(machine, [1, 2, 3, 4], ({ parameters }) => parameters !== 1);
  expect(first.error).toBe("States.ExceedToleratedFailureThreshold");
  expect(calls[1]?.toSorted()).toEqual(["One 2", "One 3", "One 4"]);
  expect(second.output).toEqual([1, 2, 3, 4]);
  expect(second.history.map(({ type }) => type)).toContain("MapRunRedriven");
});

test("what was aborted or timed out goes on too, and the machine's timeout begins anew", async () => {
  const machine = machineOf({ Nap: { Type: "Wait", Seconds: 50, End: true } }, { TimeoutSeconds: 60 });
  const clock = simulatedClock();
  const controller = new AbortController();
  clock.schedule(10_000, () => controller.abort());
  const running = interpret(machine, 1, { tasks: async () => null, signal: controller.signal }, { clock });
  await clock.runUntilIdle();
  const first = await running;
  expect(first.status).toBe("ABORTED");
  const again = interpretRedrive(machine, first, { tasks: async () => null }, { clock });
  await clock.runUntilIdle();
  expect(await again).toMatchObject({ status: "SUCCEEDED", output: 1, stopDate: new Date(60_000) });
});

test("a Fail state fails again", async () => {
  const { second } = await twice(machineOf({ End: { Type: "Fail", Error: "Stop" } }), {}, () => false);
  expect(second).toMatchObject({ status: "FAILED", error: "Stop" });
  expect(second.execution.redriveCount).toBe(1);
});

test("AWS's refusals are kept", async () => {
  const machine = machineOf({ End: { Type: "Fail", Error: "Stop" } });
  const { execution } = await interpret(machine, {}, { tasks: async () => null }, { clock: simulatedClock() });
  const day = 86_400_000;
  expect(redriveStatus(execution, 14 * day)).toEqual({ status: "REDRIVABLE" });
  const reasons = [
    redriveStatus({ ...execution, status: "SUCCEEDED" }, 0),
    redriveStatus({ ...execution, status: "RUNNING" }, 0),
    redriveStatus({ ...execution, lastEventId: 24_999 }, 0),
    redriveStatus(execution, 15 * day),
    redriveStatus({ ...execution, machineType: "EXPRESS" }, 0),
  ].map((status) => (status.status === "NOT_REDRIVABLE" ? status.reason : ""));
  expect(reasons).toEqual([
    "Execution is SUCCEEDED and cannot be redriven",
    "Execution is RUNNING and cannot be redriven",
    "Execution history event limit exceeded",
    "Execution redrivable period exceeded",
    "Express executions cannot be redriven",
  ]);
  expect(() => redrive(machine, { ...execution, status: "SUCCEEDED" }, { at: 0 })).toThrow(
    expect.objectContaining({ code: "EXECUTION_NOT_REDRIVABLE" }),
  );
  const before = JSON.stringify(execution);
  redrive(machine, execution, { at: 5 });
  expect(JSON.stringify(execution)).toBe(before);
});
