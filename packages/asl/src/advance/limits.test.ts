import { expect, test } from "vitest";

import { type ExecutionResult, interpret, type JsonObject, type JsonValue, parse, TaskFailure } from "../index.ts";

const LARGE = "x".repeat(262_145);
const HALF = "y".repeat(140_000);

async function run(states: JsonObject, input: JsonValue, result: JsonValue = null): Promise<ExecutionResult> {
  const parsed = parse({ StartAt: Object.keys(states)[0], States: states });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return interpret(parsed.machine, input, { tasks: async () => result });
}

const task = (more: JsonObject): JsonObject => ({
  Type: "Task",
  Resource: "arn:aws:lambda:us-east-1:111111111111:function:work",
  End: true,
  ...more,
});

test.each([
  ["the input", { A: { Type: "Pass", End: true } }, LARGE],
  ["a Pass's output", { A: { Type: "Pass", Parameters: { "a.$": "$", "b.$": "$" }, End: true } }, HALF],
  ["a task's parameters", { A: task({ Parameters: { "a.$": "$", "b.$": "$" } }) }, HALF],
  ["what ResultPath makes", { A: { Type: "Pass", Result: HALF, ResultPath: "$.b", End: true } }, { a: HALF }],
  ["variables", { A: { Type: "Pass", Assign: { "a.$": "$", "b.$": "$" }, End: true } }, HALF],
  [
    "the results of a Parallel",
    {
      A: {
        Type: "Parallel",
        Branches: ["B", "C"].map((name) => ({ StartAt: name, States: { [name]: { Type: "Pass", End: true } } })),
        End: true,
      },
    },
    HALF,
  ],
  [
    "the items of a Map",
    {
      A: {
        Type: "Map",
        ItemsPath: "$.n",
        ItemSelector: { "a.$": "$.text", "b.$": "$.text" },
        ItemProcessor: { StartAt: "B", States: { B: { Type: "Pass", End: true } } },
        End: true,
      },
    },
    { n: [1], text: HALF },
  ],
] as const)("%s may have 256 KiB and no more", async (_, states, input) => {
  expect(await run(states, input)).toMatchObject({ status: "FAILED", error: "States.DataLimitExceeded" });
});

test("a task's result that is too large can be caught; bytes count, not characters", async () => {
  const states = {
    A: task({ Catch: [{ ErrorEquals: ["States.DataLimitExceeded"], Next: "Caught" }] }),
    Caught: { Type: "Pass", Result: "caught", End: true },
  };
  expect((await run(states, {}, LARGE)).output).toBe("caught");
  expect((await run(states, {}, "é".repeat(131_072))).output).toBe("caught");
  expect((await run(states, {}, "é".repeat(131_000))).output).toHaveLength(131_000);
  expect((await run(states, {}, "x".repeat(262_142))).output).toHaveLength(262_142);
});

test("a payload that is replaced again and again does not count as if it grew", async () => {
  const states = {
    A: { Type: "Pass", Result: { text: "z".repeat(2000) }, ResultPath: "$.poll", Next: "B" },
    B: { Type: "Pass", Parameters: { "i.$": "States.MathAdd($.i, 1)", "poll.$": "$.poll" }, Next: "C" },
    C: { Type: "Choice", Choices: [{ Variable: "$.i", NumericLessThan: 300, Next: "A" }], Default: "D" },
    D: { Type: "Succeed" },
  };
  expect((await run(states, { i: 0 })).status).toBe("SUCCEEDED");
  const { A, D } = states;
  const loop = {
    A: { ...A, Next: "C" },
    C: { Type: "Choice", Choices: [{ Variable: "$.poll.none", IsPresent: true, Next: "D" }], Default: "A" },
    D,
  };
  expect((await run(loop, {})).cause).toContain("maximum number of history events");
});

test("an error has 256 characters and a cause 32,768; what is longer is cut", async () => {
  const parsed = parse({ StartAt: "A", States: { A: task({}) } });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { error, cause } = await interpret(
    parsed.machine,
    {},
    {
      tasks: () => Promise.reject(new TaskFailure("E".repeat(300), "c".repeat(40_000))),
    },
  );
  expect([error?.length, cause?.length]).toEqual([256, 32_768]);
});

test("a child of a distributed Map that never ends is ended by its own limit on events", async () => {
  const result = await run(
    {
      Each: {
        Type: "Map",
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          StartAt: "B",
          States: { B: { Type: "Pass", Next: "C" }, C: { Type: "Pass", Next: "B" } },
        },
        End: true,
      },
    },
    [1],
  );
  expect(result.error).toBe("States.ExceedToleratedFailureThreshold");
});

test("an Express machine takes no .sync, no callback and no activity", () => {
  for (const [Resource, Parameters] of [
    ["arn:aws:states:::states:startExecution.sync", { StateMachineArn: "m" }],
    ["arn:aws:states:::sqs:sendMessage.waitForTaskToken", { QueueUrl: "q", MessageBody: "b" }],
    ["arn:aws:states:us-east-1:000000000000:activity:work", {}],
  ] as const) {
    const definition = { StartAt: "A", States: { A: task({ Resource, Parameters }) } };
    expect(parse(definition).ok).toBe(true);
    expect(parse(definition, { machineType: "EXPRESS" })).toMatchObject({
      ok: false,
      problems: [{ pointer: "/States/A/Resource" }],
    });
  }
});

test("what API Gateway's parameters look like is checked before the call", async () => {
  const Resource = "arn:aws:states:::apigateway:invoke";
  const calls = (Parameters: JsonObject): Promise<ExecutionResult> =>
    run({ A: task({ Resource, Parameters: { ApiEndpoint: "e", Method: "GET", ...Parameters } }) }, {});
  expect((await calls({ QueryParameters: { q: "one" } })).cause).toContain(
    "could not be used to start the Task: [The value of the field 'QueryParameters' has an invalid format]",
  );
  expect((await calls({ Headers: { accept: ["text/plain"] } })).status).toBe("SUCCEEDED");
});
