import type { JsonObject } from "@alpha-engine/asl";
import { describe, expect, test } from "vitest";

import { readDefinition } from "../read/read-definition.ts";
import { Presence } from "./presence.ts";

/** What each state needs that is not surely there: `State text verdict`. */
function missing(States: JsonObject, more: JsonObject = {}): readonly string[] {
  const [StartAt = ""] = Object.keys(States);
  const { tree } = readDefinition({ StartAt, States, ...more });
  const presence = new Presence(tree);
  return tree.states.flatMap((state) =>
    [...presence.needs(state), ...(state.type === "Choice" ? presence.comparisons(state) : [])].flatMap(
      ({ text, verdict }) => (verdict === "present" ? [] : [`${state.path} ${text} ${verdict}`]),
    ),
  );
}

const pass = (more: JsonObject): JsonObject => ({ Type: "Pass", ...more });
const invoke = (more: JsonObject): JsonObject => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Parameters: { FunctionName: "work" },
  ...more,
});
const END = { Type: "Succeed" };

describe("in JSONPath", () => {
  test("a path is the input's until a state has read it, and there from then on", () => {
    const read = { Parameters: { "id.$": "$.id" }, ResultPath: "$.out" };
    expect(missing({ A: pass({ ...read, Next: "B" }), B: pass({ ...read, End: true }) })).toEqual(["A $.id input"]);
  });

  test("InputPath is the way to what a state reads", () => {
    const states = {
      A: pass({ Result: { order: { id: 1 } }, Next: "B" }),
      B: pass({ InputPath: "$.order", Parameters: { "id.$": "$.id", "no.$": "$.order" }, End: true }),
    };
    expect(missing(states)).toEqual(["B $.order never"]);
  });

  test("a ResultPath below the input keeps what is beside it", () => {
    const states = {
      A: pass({ Result: { detail: { id: 1 } }, Next: "B" }),
      B: pass({ Result: 1, ResultPath: "$.detail.extra", Next: "C" }),
      C: pass({ Parameters: { "a.$": "$.detail.id", "b.$": "$.detail.extra", "c.$": "$.detail.no" }, End: true }),
    };
    expect(missing(states)).toEqual(["C $.detail.no never"]);
  });

  test("a ResultSelector says what there is, and what there is not", () => {
    const states = {
      A: invoke({ ResultSelector: { "verdict.$": "$.Payload.verdict" }, ResultPath: "$.a", Next: "B" }),
      B: {
        Type: "Choice",
        Choices: [
          { Variable: "$.a.verdict", StringEquals: "ok", Next: "C" },
          { Variable: "$.a.Payload", StringEquals: "ok", Next: "C" },
        ],
        Default: "C",
      },
      C: END,
    };
    expect(missing(states)).toEqual(["B $.a.Payload never"]);
  });

  test("defaults under the input are there, whoever starts the execution", () => {
    const merge = 'States.JsonMerge(States.StringToJson(\'{"mode":"full"}\'), $, false)';
    const states = {
      A: pass({ Parameters: { "all.$": merge }, OutputPath: "$.all", Next: "B" }),
      B: pass({ Parameters: { "m.$": "$.mode", "o.$": "$.other" }, End: true }),
    };
    expect(missing(states)).toEqual(["B $.other input"]);
  });

  test("flags that are set together are there together", () => {
    const states = {
      A: invoke({
        ResultPath: "$.a",
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.why", Next: "Bad" }],
        Next: "Good",
      }),
      Good: pass({ Result: false, ResultPath: "$.failed", Next: "C" }),
      Bad: pass({ Result: true, ResultPath: "$.failed", Next: "C" }),
      C: { Type: "Choice", Choices: [{ Variable: "$.failed", BooleanEquals: true, Next: "Tell" }], Default: "D" },
      Tell: pass({ Parameters: { "why.$": "$.why.Cause" }, End: true }),
      D: pass({ Parameters: { "why.$": "$.why.Cause" }, End: true }),
    };
    expect(missing(states)).toEqual(["D $.why.Cause sometimes"]);
  });

  test("a Parallel answers a list, and its branches see the variables around them", () => {
    const branch = {
      StartAt: "In",
      States: { In: pass({ Parameters: { "v.$": "$day" }, End: true }) },
    };
    const states = {
      A: pass({ Assign: { day: 1 }, Next: "B" }),
      B: { Type: "Parallel", Branches: [branch], Next: "C" },
      C: pass({ Parameters: { "a.$": "$[0].v", "b.$": "$.id", "c.$": "$[1]" }, End: true }),
    };
    expect(missing(states)).toEqual(["C $.id never", "C $[1] never"]);
  });

  test("an item of a Map is what its ItemSelector makes of it", () => {
    const processor = {
      StartAt: "In",
      States: { In: pass({ Parameters: { "a.$": "$.name", "b.$": "$.no" }, End: true }) },
    };
    const states = {
      A: {
        Type: "Map",
        ItemsPath: "$.items",
        ItemSelector: { "name.$": "$$.Map.Item.Value" },
        ItemProcessor: processor,
        End: true,
      },
    };
    expect(missing(states)).toEqual(["A $.items input", "A.In $.no never"]);
  });
});

describe("in JSONata", () => {
  const jsonata = { QueryLanguage: "JSONata" };
  const out = (expression: string): string => `{% ${expression} %}`;

  test("an Output is all that goes on, and an expression that gives nothing fails", () => {
    const states = {
      A: pass({ Output: { id: out("$states.input.id"), n: out("{'a': 1}") }, Next: "B" }),
      B: pass({
        Output: { a: out("$states.input.n.a"), b: out("$states.input.no"), c: out("$exists($states.input.no)") },
        End: true,
      }),
    };
    expect(missing(states, jsonata)).toEqual(["A $states.input.id input", "B $states.input.no never"]);
  });

  test("$merge keeps both sides, and a condition that asks with $exists is a guard", () => {
    const states = {
      A: pass({ Output: out("$merge([$states.input, {'mode': 'full'}])"), Next: "B" }),
      B: {
        Type: "Choice",
        Choices: [
          { Condition: out("$exists($states.input.a) and $states.input.mode = 'full' and $states.input.b"), Next: "C" },
        ],
        Default: "D",
      },
      C: pass({ Output: { a: out("$states.input.a"), m: out("$states.input.mode") }, End: true }),
      D: pass({ Output: { a: out("$states.input.a") }, End: true }),
    };
    expect(missing(states, jsonata)).toEqual(["D $states.input.a sometimes"]);
  });

  test("what a condition has asked after is there where it is true", () => {
    const states = {
      A: {
        Type: "Choice",
        Choices: [{ Condition: out("$states.input.a"), Assign: { v: 1 }, Next: "B" }],
        Default: "B",
      },
      B: pass({ Output: { v: out("$v ? $v : 2"), w: out("$exists($v) and true ? $v : 2"), x: out("$v") }, End: true }),
    };
    expect(missing(states, jsonata)).toEqual(["A $states.input.a input", "B $v sometimes"]);
  });

  test("a Catch gives the error and nothing of the input; variables go on", () => {
    const states = {
      A: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke",
        Assign: { job: out("$states.result.Payload") },
        Catch: [{ ErrorEquals: ["States.ALL"], Assign: { why: out("$states.errorOutput.Cause") }, Next: "B" }],
        End: true,
      },
      B: pass({
        Output: { a: out("$why"), b: out("$job"), c: out("$states.input.Error"), d: out("$states.input.id") },
        End: true,
      }),
    };
    expect(missing(states, jsonata)).toEqual(["B $states.input.id never", "B $job never"]);
  });
});

describe("comes to an end", () => {
  test("in loops that narrow the data, wrap it, or carry it along", () => {
    for (const loop of [
      { OutputPath: "$.next" },
      { InputPath: "$.next" },
      { Parameters: { "next.$": "$" } },
      { Parameters: { "left.$": "$", "right.$": "$" } },
      { Parameters: { "item.$": "$[0]", "list.$": "States.Array($, $)" } },
      { QueryLanguage: "JSONata", Output: "{% $merge([$states.input, {'next': $states.input}]) %}" },
      { QueryLanguage: "JSONata", Output: "{% $states.input.next %}" },
    ]) {
      const again = { Type: "Choice", Choices: [{ Variable: "$.done", IsPresent: true, Next: "End" }], Default: "A" };
      expect(missing({ A: pass({ ...loop, Next: "Again" }), Again: again, End: END })).toBeDefined();
    }
  });

  test("for forty diamonds in a row that double the data, and ten thousand states that add to it", () => {
    const diamonds: Record<string, JsonObject> = {};
    for (let index = 0; index < 40; index++) {
      const [choice, left, right] = [`C${index}`, `L${index}`, `R${index}`];
      const next = `C${index + 1}`;
      diamonds[choice] = {
        Type: "Choice",
        Choices: [{ Variable: `$.f${index}`, IsPresent: true, Next: left }],
        Default: right,
      };
      diamonds[left] = pass({ Parameters: { "l.$": "$", "r.$": "$", "f.$": "$.l" }, Next: next });
      diamonds[right] = pass({ Parameters: { "r.$": "$", "l.$": "$" }, Next: next });
    }
    expect(missing({ ...diamonds, C40: END })).toBeDefined();

    const chain: Record<string, JsonObject> = {};
    for (let index = 0; index < 10_000; index++) {
      const Catch = [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Tell" }];
      chain[`S${index}`] = invoke({ ResultPath: `$.r${index}`, Catch, Next: index < 9999 ? `S${index + 1}` : "Tell" });
    }
    chain["Tell"] = pass({ Parameters: { "a.$": "$.r0", "b.$": "$.error" }, End: true });
    expect(missing(chain)).toEqual(["Tell $.r0 sometimes", "Tell $.error sometimes"]);
  });
});

test.each([
  [
    {
      Type: "Choice",
      Choices: [
        { Not: { Or: ["a", "b"].map((value) => ({ Variable: "$.args", StringEquals: value })) }, Next: "Wrong" },
      ],
      Default: "Run",
    },
    undefined,
  ],
  [
    {
      Type: "Choice",
      Choices: [{ Condition: "{% $not(($states.input.args = 'a' or $states.input.args = 'b')) %}", Next: "Wrong" }],
      Default: "Run",
    },
    "JSONata",
  ],
])("what was compared with a closed list is no longer whatever the caller likes", (check, QueryLanguage) => {
  const { tree } = readDefinition({
    ...(QueryLanguage === undefined ? {} : { QueryLanguage }),
    StartAt: "Check",
    States: { Check: check, Run: { Type: "Succeed" }, Wrong: { Type: "Fail" } },
  });
  const presence = new Presence(tree);
  const giver = (name: string) => {
    const state = tree.states.find((one) => one.name === name);
    return state === undefined ? "no state" : presence.giverOf(state, ["args"]);
  };
  expect([giver("Wrong"), giver("Run")]).toEqual(["input", undefined]);
});
