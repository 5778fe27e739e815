import { describe, expect, test } from "vitest";

import { interpret, type JsonObject, type JsonValue, parse, simulatedClock, TaskFailure } from "../index.ts";

async function run(states: JsonObject, input: JsonValue, more: JsonObject = { QueryLanguage: "JSONata" }) {
  const parsed = parse({ ...more, StartAt: "A", States: states });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const clock = simulatedClock();
  const tasks = async (): Promise<JsonValue> => {
    throw new TaskFailure("", "");
  };
  const running = interpret(parsed.machine, input, { tasks }, { clock });
  await Promise.all([running, clock.runUntilIdle()]);
  return running;
}

const causeOf = async (state: JsonObject, input: JsonValue, more?: JsonObject): Promise<string | undefined> => {
  const { error, cause } = await run({ A: state["Type"] === "Fail" ? state : { ...state, End: true } }, input, more);
  return cause?.replace("An error occurred while executing the state 'A' (entered at the event id #2)", error ?? "");
};

const TASK = {
  Type: "Task",
  Resource: "arn:aws:states:::sqs:sendMessage",
  Arguments: { QueueUrl: "q", MessageBody: "b" },
};

describe("what a JSONata field evaluates to is refused in AWS's words, as a States.QueryEvaluationError", () => {
  test.each([
    [
      '"3"',
      `The JSONata expression '"3"' specified for the field 'TimeoutSeconds' returned an unexpected result type. Expected 'number', but was 'string' for value: "3"`,
    ],
    ["-1", "TimeoutSeconds must be between 0 and 99999999 but was: -1"],
    ["1.6", "The TimeoutSeconds field cannot be parsed as an integer: 1.6"],
    [
      "$states.input.no",
      "The JSONata expression '$states.input.no' specified for the field 'TimeoutSeconds' returned nothing (undefined).",
    ],
  ])("TimeoutSeconds %s", async (expression, cause) => {
    expect(await causeOf({ ...TASK, TimeoutSeconds: `{% ${expression} %}` }, {})).toBe(
      `States.QueryEvaluationError. ${cause}`,
    );
  });

  test("a Wait's Seconds and Timestamp, a Map's input and its literal Items", async () => {
    expect(await causeOf({ Type: "Wait", Seconds: "{% -5 %}" }, {})).toBe(
      "States.QueryEvaluationError. Seconds must be between 0 and 99999999 but was: -5",
    );
    expect(await causeOf({ Type: "Wait", Timestamp: "{% $states.input %}" }, "2016-13-05T21:29:29Z")).toBe(
      "States.QueryEvaluationError. The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: 2016-13-05T21:29:29Z",
    );
    expect(await causeOf({ Type: "Fail", Cause: "{% 1 %}" }, {})).toContain("Expected 'string', but was 'number'");
    const each = { StartAt: "I", States: { I: { Type: "Pass", End: true } } };
    expect(await causeOf({ Type: "Map", ItemProcessor: each }, { a: 1 })).toBe(
      'States.QueryEvaluationError. Map state input must be an array but was: {"a":1}',
    );
    expect(await causeOf({ Type: "Map", MaxConcurrency: "{% 1.5 %}", ItemProcessor: each }, [])).toBe(
      "States.QueryEvaluationError. The MaxConcurrency field cannot be parsed as an integer: 1.5",
    );
  });
});

describe("a field is named as AWS names it, and a catcher that fails is not caught", () => {
  const none = "{% $states.input.no %}";
  const next = { B: { Type: "Succeed" } };
  const rule = (more: JsonObject): JsonObject => ({ Condition: "{% true %}", Next: "B", ...more });
  const choice = (...rules: readonly JsonObject[]): JsonObject => ({ Type: "Choice", Choices: rules, Default: "B" });
  const caught = (more: JsonObject): JsonObject => ({
    ...TASK,
    Catch: [{ ErrorEquals: ["States.ALL"], Next: "B", ...more }],
    End: true,
  });

  test.each<[string, JsonObject]>([
    ["Choices[1]/Condition", choice(rule({ Condition: "{% false %}" }), rule({ Condition: none }))],
    ["Choices[0]/Output/v", choice(rule({ Output: { v: none } }))],
    ["Choices[0]/Assign/x", choice(rule({ Assign: { x: none } }))],
    ["Catch[0]/Output/v[1]", caught({ Output: { v: [1, none] } })],
    ["Catch[0]/Assign/x", caught({ Assign: { x: none } })],
  ])("%s", async (field, state) => {
    const { error, cause, history } = await run({ A: state, ...next }, {});
    expect(error).toBe("States.QueryEvaluationError");
    expect(cause).toContain(`specified for the field '${field}' returned nothing (undefined).`);
    expect(history.filter(({ type }) => type === "EvaluationFailed")).toMatchObject([
      { evaluationFailedEventDetails: { location: field } },
    ]);
  });
});

test("a Wait takes digits in a text, and no more than 32 bits of seconds", async () => {
  const path = { QueryLanguage: "JSONPath" };
  expect(await run({ A: { Type: "Wait", SecondsPath: "$", End: true } }, "3", path)).toMatchObject({ output: "3" });
  expect(await causeOf({ Type: "Wait", SecondsPath: "$" }, { raw: "3" }, path)).toBe(
    'States.Runtime. The SecondsPath parameter cannot be parsed as a long value: $ == {"raw":"3"}',
  );
  expect(await causeOf({ Type: "Wait", TimestampPath: "$" }, "9999-01-01T00:00:00Z", path)).toBe(
    "States.Runtime. Wait state delay is too long.",
  );
});

test("both envelopes of an intrinsic's cause, and neither is caught", async () => {
  const path = { QueryLanguage: "JSONPath" };
  const pass = (call: string): JsonObject => ({ Type: "Pass", Parameters: { "v.$": call } });
  expect(await causeOf(pass("States.ArrayLength(States.JsonToString($))"), [], path)).toBe(
    "States.Runtime. There was an error while evaluating the intrinsic function: States.ArrayLength(States.JsonToString($)). Invalid arguments in States.ArrayLength",
  );
  expect(await causeOf(pass("States.Hash($.no, 'MD5')"), { a: 1 }, path)).toBe(
    `States.Runtime. The function 'States.Hash($.no, 'MD5')' had the following error: The JsonPath argument for the field '$.no' could not be found in the input '{"a":1}'`,
  );
});

test("a task of a Parallel that fails without an error is aborted as well", async () => {
  const branch = { StartAt: "T", States: { T: { ...TASK, End: true } } };
  const { history } = await run({ A: { Type: "Parallel", Branches: [branch], End: true } }, {});
  expect(history.slice(-4).map(({ type, previousEventId }) => [type, previousEventId])).toEqual([
    ["TaskFailed", 6],
    ["TaskStateAborted", 7],
    ["ParallelStateFailed", 7],
    ["ExecutionFailed", 9],
  ]);
});

describe("a path that finds nothing tells how far it got", () => {
  test.each([
    ["$.a.b", "No results for path: $['a']['b']"],
    ["$.b.c", "Missing property in path $['b']"],
    ["$.a[5]", "No results for path: $['a'][5]"],
    ["$.list[5].c", "No results for path: $['list'][5]['c']"],
  ])("%s", async (path, why) => {
    expect(await causeOf({ Type: "Pass", InputPath: path }, { a: {}, list: [] }, {})).toBe(
      `States.Runtime. Invalid path '${path}' : ${why}`,
    );
  });
});
