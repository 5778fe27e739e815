import { describe, expect, test } from "vitest";

import { type JsonObject, type MachineType, parse } from "../index.ts";

const DONE = { Type: "Succeed" };
const WEIGH = "arn:aws:lambda:us-east-1:123456789012:function:weigh";
const ITEM = { StartAt: "Item", States: { Item: { Type: "Pass", End: true } } };
const S3 = "arn:aws:states:::s3:getObject";

/** A machine whose first state is `state`. */
function machine(state: JsonObject, rest: JsonObject = {}): JsonObject {
  return {
    StartAt: "A",
    States: { A: state, ...(JSON.stringify(state).includes('"Done"') ? { Done: DONE } : {}) },
    ...rest,
  };
}

function jsonata(state: JsonObject): JsonObject {
  return machine(state, { QueryLanguage: "JSONata" });
}

function mapOf(fields: JsonObject): JsonObject {
  return machine({ Type: "Map", ItemProcessor: ITEM, End: true, ...fields });
}

const DISTRIBUTED = { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" } };

function reading(config: JsonObject): JsonObject {
  return mapOf({
    ItemProcessor: { ...ITEM, ...DISTRIBUTED },
    ItemReader: { Resource: S3, Parameters: { Bucket: "b", Key: "k" }, ReaderConfig: config },
  });
}

/** What AWS would say: code, message, place. */
function said(definition: unknown, machineType: MachineType = "STANDARD"): readonly string[] {
  const parsed = parse(definition, { machineType });
  return parsed.ok
    ? []
    : parsed.problems.map(
        ({ message, diagnostic: { code, location } }) => `${code}: ${message} at ${location ?? "null"}`,
      );
}

const SCHEMA = "SCHEMA_VALIDATION_FAILED: ";

describe("refused, with AWS's code, words and place", () => {
  const cases: readonly (readonly [string, JsonObject, ...string[]])[] = [
    ["a field at the top", { ...machine(DONE), comment: "" }, `${SCHEMA}Field 'comment' is not supported at /`],
    [
      "a field of a retrier in a branch",
      machine({
        Type: "Parallel",
        Branches: [
          {
            StartAt: "B",
            States: {
              B: { Type: "Task", Resource: WEIGH, Retry: [{ ErrorEquals: ["Jam"], MaxAttempt: 3 }], End: true },
            },
          },
        ],
        End: true,
      }),
      `${SCHEMA}Field 'MaxAttempt' is not supported at /States/A/Branches[0]/States/B/Retry[0]`,
    ],
    [
      "a field of the other query language",
      jsonata({ Type: "Wait", SecondsPath: "$.s", End: true }),
      `${SCHEMA}The QueryLanguage is set to 'JSONata', but field 'SecondsPath' is only supported for the 'JSONPath' QueryLanguage at /States/A`,
    ],
    [
      "a Map's query language, as an item's",
      mapOf({
        QueryLanguage: "JSONata",
        ItemProcessor: { StartAt: "B", States: { B: { Type: "Pass", Output: 1, End: true } } },
      }),
      `${SCHEMA}The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/A/ItemProcessor/States/B`,
    ],
    [
      "a query language of a processor",
      mapOf({ ItemProcessor: { ...ITEM, QueryLanguage: "JSONata" } }),
      `${SCHEMA}Field 'QueryLanguage' is not supported at /States/A/ItemProcessor`,
    ],
    [
      "a downgrade, and nothing on top",
      jsonata({ Type: "Pass", QueryLanguage: "JSONPath", Output: 1, End: true }),
      `${SCHEMA}'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/A`,
    ],
    [
      "a query language in other letters, which is read as JSONata",
      machine({ Type: "Pass", QueryLanguage: "jsonpath", InputPath: "$.a", End: true }),
      `${SCHEMA}Value should be one of the following: [JSONPath, JSONata] at /States/A/QueryLanguage`,
      `${SCHEMA}The QueryLanguage is set to 'JSONata', but field 'InputPath' is only supported for the 'JSONPath' QueryLanguage at /States/A`,
    ],
    [
      "a circle that never ends; what it does not reach is not said",
      {
        StartAt: "A",
        States: { A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Next: "A" }, C: { Type: "Pass", Next: "A" } },
      },
      "MISSING_END_STATE: Workflow has no terminal state at null",
    ],
    [
      "two states that reach each other only",
      {
        StartAt: "A",
        States: { A: DONE, B: { Type: "Pass", Next: "C" }, C: { Type: "Pass", Next: "B" } },
      },
      'MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B',
      'MISSING_TRANSITION_TARGET: State "C" is not reachable. at /States/C',
    ],
    [
      "a target in another scope",
      machine({
        Type: "Parallel",
        Branches: [{ StartAt: "B", States: { B: { Type: "Pass", Next: "Done" } } }],
        Next: "Done",
      }),
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: Done at /States/A/Branches[0]/States/B/Next",
    ],
    [
      "a number out of its range",
      machine({ Type: "Task", Resource: WEIGH, TimeoutSeconds: 0, End: true }),
      `${SCHEMA}Minimum value is 1 at /States/A/TimeoutSeconds`,
    ],
    [
      "a value beside its path",
      machine({ Type: "Fail", Error: "Jam", ErrorPath: "$.e" }),
      `${SCHEMA}There should only be one of the following fields: [Error, ErrorPath] at /States/A`,
    ],
    [
      "a Wait for two things",
      machine({ Type: "Wait", Seconds: 1, TimestampPath: "$.t", End: true }),
      `${SCHEMA}There should only be one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp] at /States/A`,
    ],
    [
      "a retrier for all errors before another",
      machine({
        Type: "Task",
        Resource: WEIGH,
        Retry: [{ ErrorEquals: ["States.ALL"] }, { ErrorEquals: ["Jam"] }],
        End: true,
      }),
      `${SCHEMA}States.ALL must appear alone and at end of list at /States/A/Retry[0]/ErrorEquals[0]`,
    ],
    [
      "a Next inside a condition",
      machine({
        Type: "Choice",
        Choices: [{ Not: { Variable: "$.a", IsNull: true, Next: "Done" }, Next: "Done" }],
      }),
      `${SCHEMA}Field 'Next' is not supported at /States/A/Choices[0]/Not`,
    ],
    [
      "a condition of two kinds",
      machine({
        Type: "Choice",
        Choices: [{ Variable: "$.a", IsNull: true, And: [{ Variable: "$.b", IsNull: true }], Next: "Done" }],
      }),
      `${SCHEMA}The object must have only one of the following fields, [And, Or, Not, Variable, Condition] at /States/A/Choices[0]`,
    ],
    [
      "a comparison of many places",
      machine({ Type: "Choice", Choices: [{ Variable: "$.a[*]", IsNull: true, Next: "Done" }] }),
      `${SCHEMA}Value is not a Reference Path at /States/A/Choices[0]/Variable`,
    ],
    [
      "a path that is none, in a template",
      machine({ Type: "Pass", Parameters: { in: [{ "a.$": "States.format('{}', $.a)" }] }, End: true }),
      `${SCHEMA}The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call at /States/A/Parameters/in[0]`,
    ],
    [
      "names that are read from nowhere",
      jsonata({ Type: "Pass", Output: { v: ["{% kg + $map([1], function($x){ price * $x }) %}"] }, End: true }),
      "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'kg' at the top level is not supported. at /States/A/Output/v[0]",
      "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'price' at the top level is not supported. at /States/A/Output/v[0]",
    ],
    [
      "a result where there is none",
      jsonata({
        Type: "Choice",
        Choices: [{ Condition: "{% $states.result.ripe %}", Next: "Done" }],
        Default: "Done",
      }),
      "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.result' does not exist. at /States/A/Choices[0]/Condition",
    ],
    [
      "an expression that does not end",
      jsonata({ Type: "Fail", Cause: "{% 'jam'" }),
      `${SCHEMA}JSONata string must start with {% and end with %} at /States/A/Cause`,
    ],
    [
      "a variable of a scope around",
      machine({
        Type: "Map",
        Assign: { kg: 1 },
        ItemProcessor: { StartAt: "B", States: { B: { Type: "Pass", Assign: { "kg.$": "$.kg" }, End: true } } },
        End: true,
      }),
      "DUPLICATE_VARIABLE_NAME: The variable name 'kg' was already defined in a parent scope. at /States/A/ItemProcessor/States/B/Assign/kg.$",
    ],
    [
      "a distributed Map that does not say what its executions are",
      mapOf({ ItemProcessor: { ...ITEM, ProcessorConfig: { Mode: "DISTRIBUTED" } } }),
      `${SCHEMA}These fields are required: [ExecutionType] at /States/A/ItemProcessor/ProcessorConfig`,
    ],
    [
      "columns of what has none",
      reading({ InputType: "JSONL", CSVHeaderLocation: "GIVEN", CSVHeaders: ["a"] }),
      `${SCHEMA}Field 'CSVHeaderLocation' is not supported at /States/A/ItemReader/ReaderConfig`,
      `${SCHEMA}Field 'CSVHeaders' is not supported at /States/A/ItemReader/ReaderConfig`,
    ],
    [
      "credentials without a role",
      machine({ Type: "Task", Resource: WEIGH, Credentials: {}, End: true }),
      `${SCHEMA}The field 'RoleArn' is required but was missing at /States/A/Credentials`,
    ],
  ];

  test.each(cases)("%s", (_, definition, ...expected) => expect(said(definition)).toEqual(expected));

  test("a distributed Map in an Express machine", () => {
    expect(said(mapOf({ ItemProcessor: { ...ITEM, ...DISTRIBUTED } }), "EXPRESS")).toEqual([
      `${SCHEMA}The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines at /States/A/ItemProcessor/ProcessorConfig/Mode`,
    ]);
  });
});

describe("accepted, as AWS does", () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ["a byte order mark", `\uFEFF${JSON.stringify(machine(DONE))}`],
    ["a blank behind a path", machine({ Type: "Pass", Parameters: { "a.$": "$$.Execution.Name " }, End: true })],
    ["a word without quotes", machine({ Type: "Pass", InputPath: "$..crates[?(@.kind==Pear)].kg", End: true })],
    ["the last item", machine({ Type: "Pass", InputPath: "$.crates[(@.length-1)]", End: true })],
    ["an @ in a name", machine({ Type: "Pass", Parameters: { "a.$": "$.a.@type" }, End: true })],
    ["a backslash in a name", machine({ Type: "Pass", InputPath: String.raw`$['a\b']`, End: true })],
    [
      "a retry without a pause",
      machine({ Type: "Task", Resource: WEIGH, Retry: [{ ErrorEquals: ["Jam"], IntervalSeconds: 0 }], End: true }),
    ],
    [
      "an error of one's own that begins with States",
      machine({ Type: "Task", Resource: WEIGH, Catch: [{ ErrorEquals: ["States.Jam"], Next: "Done" }], Next: "Done" }),
    ],
    ["a reader and a batcher of an inline Map", mapOf({ ItemBatcher: { BatchInput: {} }, ResultWriter: {} })],
    ["a Map of JSONata around states of JSONPath", mapOf({ QueryLanguage: "JSONata", Items: "{% [1] %}" })],
    [
      "an end that is inside a branch only where the branch has none",
      mapOf({ ItemProcessor: { StartAt: "B", States: { B: { Type: "Pass", Next: "B" } } } }),
    ],
    [
      "a variable of a distributed Map's own executions",
      machine({
        Type: "Map",
        Assign: { kg: 1 },
        ItemProcessor: {
          ...DISTRIBUTED,
          StartAt: "B",
          States: { B: { Type: "Pass", Assign: { kg: 2 }, End: true } },
        },
        End: true,
      }),
    ],
    [
      "names in predicates, orders, groups and later steps",
      jsonata({
        Type: "Pass",
        Output: "{% $states.input.crates[kg > 3]^(>kg){kind: $sum(kg)}.(total) %}",
        End: true,
      }),
    ],
    [
      "what a catcher and a state with a result may read",
      jsonata({
        Type: "Task",
        Resource: WEIGH,
        Output: "{% $states.result %}",
        Catch: [{ ErrorEquals: ["States.ALL"], Output: "{% $states.errorOutput %}", Next: "Done" }],
        Next: "Done",
      }),
    ],
    ["a text that looks like an expression where none is read", jsonata({ ...DONE, Comment: "{% kg" })],
  ];

  test.each(cases)("%s", (_, definition) => expect(said(definition)).toEqual([]));
});
