import { expect, test } from "vitest";

import {
  AslError,
  type ExecutionResult,
  interpret,
  type JsonObject,
  type JsonValue,
  mockTasks,
  parse,
  simulatedClock,
} from "../index.ts";

const invoke = (more: JsonObject = {}): JsonObject => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Parameters: { FunctionName: "work", "Payload.$": "$" },
  ResultSelector: { "Payload.$": "$.Payload" },
  End: true,
  ...more,
});
const answer = (Payload: JsonValue): JsonObject => ({ return: { Payload } });

function machineOf(states: JsonObject) {
  const parsed = parse({ StartAt: Object.keys(states)[0], States: states });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.machine;
}

async function run(
  states: JsonObject,
  mocks: JsonValue,
  { input = {}, testCase }: { input?: JsonValue; testCase?: string } = {},
): Promise<{ result: ExecutionResult; missing: readonly string[]; unused: readonly string[]; now: number }> {
  const machine = machineOf(states);
  const clock = simulatedClock({ autoAdvance: true });
  const mocked = mockTasks(machine, mocks, testCase === undefined ? {} : { testCase }, { clock });
  const result = await interpret(machine, input, { tasks: mocked.tasks }, { clock });
  return { result, missing: mocked.missing(), unused: mocked.unused(), now: clock.now() };
}

const each: JsonObject = {
  Each: { Type: "Map", End: true, ItemProcessor: { StartAt: "Work", States: { Work: invoke() } } },
};

test("a mock may be for one iteration, for calls with certain parameters, or for the rest", async () => {
  const { result, unused } = await run(
    each,
    {
      Work: [
        answer("rest 1"),
        { item: 1, ...answer("second") },
        { input: { Payload: { id: 7 } }, ...answer("seven") },
        answer("rest 2"),
        { item: 99, ...answer("nobody") },
      ],
    },
    { input: [{ id: 1 }, { id: 2 }, { id: 7, more: true }, { id: 4 }, { id: 5 }] },
  );
  expect(result.output).toEqual(["rest 1", "second", "seven", "rest 2", "rest 2"].map((Payload) => ({ Payload })));
  expect(unused).toEqual(["Work[4]"]);
});

test("a delay is time of the clock: a task that takes longer than its TimeoutSeconds times out", async () => {
  const slow = { Work: { delay: 90, ...answer(1) } };
  const { result, now } = await run({ Work: invoke() }, slow);
  expect([result.status, now]).toEqual(["SUCCEEDED", 90_000]);
  const { result: late } = await run({ Work: invoke({ TimeoutSeconds: 60 }) }, slow);
  expect([late.status, late.error]).toEqual(["FAILED", "States.Timeout"]);
});

test("a call without a mock ends the execution, whatever is caught", async () => {
  const { result, missing } = await run(
    {
      Work: invoke({ End: false, Next: "Fine", Catch: [{ ErrorEquals: ["States.ALL"], Next: "Fine" }] }),
      Fine: { Type: "Succeed" },
    },
    {},
    { input: { id: 1 } },
  );
  const message = 'the task Work has no mock for {"FunctionName":"work","Payload":{"id":1}}';
  expect([result.status, result.error, result.cause]).toEqual(["FAILED", "NoMock", message]);
  expect(missing).toEqual([message]);
});

test("mocks are read as TestState takes them, and held against the service's model", async () => {
  const states = {
    Work: invoke({ Catch: [{ ErrorEquals: ["Busy"], Next: "Caught" }] }),
    Caught: { Type: "Pass", End: true },
  };
  const good = await run(states, { Work: { result: JSON.stringify({ Payload: "5", StatusCode: 200 }) } });
  expect(good.result.output).toEqual({ Payload: "5" });
  const bad = await run(states, { Work: { errorOutput: { error: "Busy", cause: "why" } } });
  expect(bad.result.output).toEqual({ Error: "Busy", Cause: "why" });
  const list = machineOf({
    List: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:s3:listObjectsV2",
      Parameters: { Bucket: "b" },
      End: true,
    },
  });
  const wrong = { List: { result: JSON.stringify({ Contents: "none" }) } };
  expect(() => mockTasks(list, wrong)).toThrow(/Contents/);
  expect(() => mockTasks(list, { List: { ...wrong.List, fieldValidationMode: "NONE" } })).not.toThrow();
});

const config = {
  StateMachines: {
    Line: {
      TestCases: {
        Retried: { Work: "Third" },
        Short: { Work: "Once" },
        Typo: { Wrok: "Once" },
        Nameless: { Work: "Onec" },
      },
    },
  },
  MockedResponses: {
    Third: {
      "0-1": { Throw: { Error: "Lambda.TooManyRequestsException", Cause: "slow down" } },
      "2": { Return: { Payload: "third" } },
      "3-4": { Return: { Payload: "later" } },
    },
    Once: { "0": { Throw: { Error: "Lambda.TooManyRequestsException" } } },
    NeverUsed: {},
  },
};
const retried = {
  Work: invoke({
    End: false,
    Next: "Again",
    Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 3 }],
    ResultPath: "$.work",
  }),
  Again: {
    Type: "Choice",
    Choices: [{ Variable: "$.work.Payload", StringEquals: "third", Next: "Work" }],
    Default: "Done",
  },
  Done: { Type: "Succeed", OutputPath: "$.work.Payload" },
};

test("a MockConfigFile.json answers the calls of a state by number, over retries and visits of it", async () => {
  const { result, unused } = await run(retried, config, { testCase: "Line#Retried" });
  expect(result.output).toBe("later");
  expect(unused).toEqual(["Work[4]"]);
});

test("a call past the last number of a mocked response has no mock", async () => {
  const { missing } = await run(retried, config, { testCase: "Short" });
  expect(missing).toEqual(["the task Work is called 2 times, and its mocked response answers 1"]);
});

test.for([
  [{ Work: 5 }, "Work: expected an object, got 5"],
  [{ Work: [] }, "Work: the list of mocks is empty"],
  [{ Work: { delay: 1 } }, "Work: expected either return or throw, got neither"],
  [{ Work: [{ return: 1, throw: {} }] }, "Work[0]: expected either return or throw, got both"],
  [{ Work: { throw: { Error: "x" } } }, "Work.throw: there is no 'Error' in a mock (did you mean error?)"],
  [{ Work: { throw: { error: 5 } } }, "Work.throw.error: expected text, got 5"],
  [{ Work: { return: 1, item: -1 } }, "Work.item: expected the index of an iteration, got -1"],
  [{ Work: { return: 1, delay: "1" } }, 'Work.delay: expected seconds, got "1"'],
  [{ Work: { result: "{" } }, "Work.result: expected JSON text, got {"],
  [{ Work: { result: 1, return: 2 } }, "Work: there is no 'return' in a mock"],
  [{ Work: { result: "1", fieldValidationMode: "LAX" } }, 'Work.fieldValidationMode: there is no "LAX"'],
  [{ Done: { return: 1 } }, "there is a mock for 'Done', but it is a Succeed, and only tasks are mocked"],
  ["Work", 'expected an object with a mock for each task, got "Work"'],
] as const)("mocks that are none are refused: %j", ([mocks, message]) => {
  const error = refusal(() => mockTasks(machineOf(retried), mocks));
  expect([error?.code, error?.message.startsWith(message), error?.hint !== undefined]).toEqual([
    "BAD_MOCKS",
    true,
    true,
  ]);
});

test.for([
  [undefined, {}, "there is more than one test case"],
  ["Retired", {}, "no test case is called 'Retired' (did you mean Retried?)"],
  ["Typo", {}, "there is a mock for 'Wrok', but no state has that name (did you mean Work?)"],
  ["Nameless", {}, 'Work shall answer with "Onec", and no mocked response has that name (did you mean Once?)'],
  ["Short", { Once: { "1": { Return: 1 } } }, "Work: call 0 has no answer, but a later one has"],
  ["Short", { Once: { "0-2": { Return: 1 }, "2": { Return: 1 } } }, "Work: call 2 has two answers"],
  ["Short", { Once: { "2-1": { Return: 1 } } }, "Work: '2-1' is no number of a call"],
  ["Short", { Once: { "0": { Retrun: 1 } } }, "Work.0: there is no 'Retrun' in a mock (did you mean Return?)"],
  ["Short", { Once: { "0": {} } }, "Work.0: expected either Return or Throw, got neither"],
] as const)("a mock config that is wrong is refused: %s %j", ([testCase, MockedResponses, message]) => {
  const given = { ...config, MockedResponses: { ...config.MockedResponses, ...MockedResponses } } as JsonValue;
  const error = refusal(() => mockTasks(machineOf(retried), given, testCase === undefined ? {} : { testCase }));
  expect([error?.code, error?.message, error?.hint !== undefined]).toEqual(["BAD_MOCKS", message, true]);
});

function refusal(act: () => unknown): AslError | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof AslError) return error;
  }
  return undefined;
}
