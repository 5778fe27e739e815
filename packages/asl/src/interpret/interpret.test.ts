import { expect, test } from "vitest";

import {
  advance,
  type Effect,
  type Execution,
  type ExecutionResult,
  interpret,
  type InterpretOptions,
  type JsonObject,
  type JsonValue,
  parse,
  simulatedClock,
  start,
  TaskFailure,
} from "../index.ts";

function machineOf(states: JsonObject, more: JsonObject = {}) {
  const parsed = parse({ StartAt: Object.keys(states)[0], States: states, ...more });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.machine;
}

async function run(
  states: JsonObject,
  input: JsonValue,
  tasks: InterpretOptions["tasks"],
  more: JsonObject = {},
): Promise<ExecutionResult> {
  const clock = simulatedClock();
  const running = interpret(machineOf(states, more), input, { tasks }, { clock, random: () => 0.5 });
  await Promise.all([running, clock.runUntilIdle()]);
  return running;
}

const task = (more: JsonObject): JsonObject => ({
  Type: "Task",
  Resource: "arn:aws:lambda:us-east-1:111111111111:function:work",
  ...more,
});

test("a task is retried with growing pauses, then caught, and its attempts are counted", async () => {
  const attempts: number[] = [];
  const result = await run(
    {
      Send: task({
        Retry: [{ ErrorEquals: ["Ssm.SsmException"], IntervalSeconds: 10, MaxAttempts: 2, BackoffRate: 3 }],
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Done" }],
        End: true,
      }),
      Done: { Type: "Succeed" },
    },
    { box: "i-1" },
    async ({ attempt }) => {
      attempts.push(attempt);
      throw new TaskFailure("Ssm.SsmException", "Rate exceeded");
    },
  );
  expect(attempts).toEqual([0, 1, 2]);
  expect(result.output).toEqual({ box: "i-1", error: { Error: "Ssm.SsmException", Cause: "Rate exceeded" } });
  expect(result.stopDate.getTime()).toBe(40_000);
});

test("a task that outlives its timeout is told so and fails with States.Timeout and no cause", async () => {
  let told = false;
  const result = await run({ Slow: task({ TimeoutSeconds: 5, End: true }) }, {}, ({ signal }) => {
    return new Promise((resolve) => signal.addEventListener("abort", () => resolve((told = true))));
  });
  expect({ status: result.status, told }).toEqual({ status: "FAILED", told: true });
});

test("a failing branch takes its siblings with it", async () => {
  const aborted: string[] = [];
  const branch = (name: string): JsonObject => ({ StartAt: name, States: { [name]: task({ End: true }) } });
  const result = await run(
    { Both: { Type: "Parallel", Branches: [branch("Bad"), branch("Long")], End: true } },
    {},
    async ({ state, signal }) => {
      if (state === "Bad") throw new TaskFailure("Boom", "because");
      return new Promise<JsonValue>((resolve) => signal.addEventListener("abort", () => resolve(aborted.push(state))));
    },
  );
  expect(result).toMatchObject({ status: "FAILED", error: "Boom", cause: "because" });
  expect(aborted).toEqual(["Long"]);
  expect(result.history.map(({ type }) => type)).toContain("TaskStateAborted");
});

test("a failure of the data flow is caught by nothing", async () => {
  const result = await run(
    {
      Bad: task({
        Parameters: { "x.$": "$.nobody" },
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Bad" }],
        End: true,
      }),
    },
    {},
    async () => null,
  );
  expect(result).toMatchObject({
    status: "FAILED",
    error: "States.Runtime",
    cause:
      "An error occurred while executing the state 'Bad' (entered at the event id #2). The JSONPath '$.nobody' specified for the field 'x.$' could not be found in the input '{}'",
  });
});

test("the machine's own timeout ends it as TIMED_OUT without an error", async () => {
  const { execution: _, ...result } = await run(
    { Nap: { Type: "Wait", Seconds: 60, End: true } },
    {},
    async () => null,
    { TimeoutSeconds: 5 },
  );
  expect({ ...result, history: result.history.at(-1)?.type }).toEqual({
    status: "TIMED_OUT",
    history: "ExecutionTimedOut",
    startDate: new Date(0),
    stopDate: new Date(5000),
  });
});

test("an abort ends it with the reason's error and cause", async () => {
  const controller = new AbortController();
  const running = interpret(
    machineOf({ Nap: { Type: "Wait", Seconds: 60, End: true } }),
    {},
    { tasks: async () => null, signal: controller.signal },
    { clock: simulatedClock() },
  );
  controller.abort({ error: "Stopped", cause: "by hand" });
  expect(await running).toMatchObject({ status: "ABORTED", error: "Stopped", cause: "by hand" });
});

test("events are told as they are appended, with AWS's details", async () => {
  const seen: string[] = [];
  const machine = machineOf({
    Send: task({
      Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand",
      Parameters: { DocumentName: "AWS-RunShellScript" },
      End: true,
    }),
  });
  const result = await interpret(
    machine,
    { b: 2 },
    { tasks: async () => ({ ok: true }), onEvent: ({ type }) => seen.push(type) },
  );
  expect(seen).toEqual([
    "ExecutionStarted",
    "TaskStateEntered",
    "TaskScheduled",
    "TaskStarted",
    "TaskSucceeded",
    "TaskStateExited",
    "ExecutionSucceeded",
  ]);
  expect(result.history[2]).toMatchObject({
    id: 3,
    previousEventId: 2,
    taskScheduledEventDetails: {
      resourceType: "aws-sdk:ssm",
      resource: "sendCommand",
      parameters: '{"DocumentName":"AWS-RunShellScript"}',
      region: "us-east-1",
    },
  });
});

test("an execution that is stored and read back after every event goes on as if nothing had happened", () => {
  const machine = machineOf({
    Each: {
      Type: "Map",
      MaxConcurrency: 2,
      ItemProcessor: {
        StartAt: "Work",
        States: {
          Work: task({ Retry: [{ ErrorEquals: ["Flaky"] }], Next: "Nap" }),
          Nap: { Type: "Wait", Seconds: 3, End: true },
        },
      },
      End: true,
    },
  });
  expect(drive(true)).toEqual(drive(false));

  function drive(stored: boolean): { status: string; output: unknown; types: string[] } {
    const types: string[] = [];
    let now = 0;
    const failed = new Set<number>();
    let [execution, effects] = start(machine, [1, 2, 3], { at: now }) as [Execution, readonly Effect[]];
    const open = [...effects];
    for (let effect = open.shift(); effect !== undefined; effect = open.shift()) {
      if (effect.type === "history") types.push(`${effect.event.id} ${effect.event.type}`);
      if (effect.type !== "task" && effect.type !== "wake") continue;
      if (stored) execution = JSON.parse(JSON.stringify(execution)) as Execution;
      const before = JSON.stringify(execution);
      now = effect.type === "wake" ? Math.max(now, effect.at) : now;
      const [next, more] =
        effect.type === "wake"
          ? advance(machine, execution, { type: "wake", id: effect.id, at: now })
          : failed.has(effect.call.iteration ?? 0)
            ? advance(machine, execution, {
                type: "task-succeeded",
                id: effect.id,
                output: effect.call.parameters,
                at: now,
              })
            : advance(machine, execution, { type: "task-failed", id: effect.id, error: "Flaky", at: now });
      if (effect.type === "task") failed.add(effect.call.iteration ?? 0);
      expect(JSON.stringify(execution)).toBe(before);
      execution = next;
      open.push(...more);
    }
    return { status: execution.status, output: execution.output, types };
  }
});

test("JSONata expressions see the input, the result and the variables", async () => {
  const result = await run(
    {
      Count: { Type: "Pass", Assign: { n: "{% $states.input.list ~> $count %}" }, Next: "Send" },
      Send: task({
        Arguments: { twice: "{% $n * 2 %}" },
        Output: { answer: "{% $states.result.twice %}", was: "{% $states.input.list[0] %}" },
        End: true,
      }),
    },
    { list: [7, 8] },
    async ({ parameters }) => parameters,
    { QueryLanguage: "JSONata" },
  );
  expect(result.output).toEqual({ answer: 4, was: 7 });
});

test("a loop that never ends is ended by the limit on its history", async () => {
  const result = await run(
    {
      Round: { Type: "Pass", Next: "Again" },
      Again: { Type: "Choice", Choices: [{ Variable: "$.enough", IsPresent: true, Next: "Done" }], Default: "Round" },
      Done: { Type: "Succeed" },
    },
    {},
    async () => null,
  );
  expect(result).toMatchObject({
    status: "FAILED",
    error: "States.Runtime",
    cause: "The execution reached the maximum number of history events (25000).",
  });
  expect(result.history.length).toBe(25_000);
});

test("a failure of the data flow inside a branch is not caught by the Parallel around it", async () => {
  const result = await run(
    {
      Both: {
        Type: "Parallel",
        Branches: [{ StartAt: "In", States: { In: { Type: "Pass", InputPath: "$.nobody", End: true } } }],
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Out" }],
        End: true,
      },
      Out: { Type: "Succeed" },
    },
    {},
    async () => null,
  );
  expect(result).toMatchObject({
    status: "FAILED",
    error: "States.Runtime",
    cause: expect.stringContaining("state 'In'") as string,
  });
});
