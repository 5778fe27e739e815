import { describe, expect, test } from "vitest";

import type { JsonObject } from "../json.ts";
import { parse } from "./parse.ts";

const machine = (state: JsonObject): JsonObject => ({ StartAt: "A", States: { A: { End: true, ...state } } });
const problemsOf = (state: JsonObject, substitutions: "open" | "none" = "open"): readonly string[] => {
  const parsed = parse(machine(state), { substitutions });
  return parsed.ok ? [] : parsed.problems.map(({ code, pointer }) => `${code} ${pointer}`);
};
const task = { Type: "Task", Resource: "arn:aws:states:::lambda:invoke" };

describe("with substitutions open", () => {
  test.each<[string, JsonObject]>([
    ["a whole resource", { Type: "Task", Resource: "${WorkArn}" }],
    [
      "the partition",
      { Type: "Task", Resource: "arn:${AWS::Partition}:states:::lambda:invoke", Parameters: { FunctionName: "f" } },
    ],
    ["a service", { Type: "Task", Resource: "arn:aws:states:::${Service}:invoke" }],
    ["a number", { Type: "Wait", Seconds: "${Seconds}" }],
    [
      "a timeout and a heartbeat",
      { ...task, TimeoutSeconds: "${T}", HeartbeatSeconds: "${H}", Parameters: { FunctionName: "f" } },
    ],
    ["a part of a path", { Type: "Pass", InputPath: "$.${Field}" }],
    [
      "a part of an intrinsic function",
      { Type: "Pass", Parameters: { "a.$": "States.Format('s3://${Bucket}/{}', $.key)" } },
    ],
    ["a number in JSONata", { Type: "Pass", QueryLanguage: "JSONata", Output: "{% $states.input.a > ${Least} %}" }],
    ["a field in JSONata", { Type: "Pass", QueryLanguage: "JSONata", Output: "{% $states.input.${Field} %}" }],
  ])("%s may be left out", (_, state) => {
    expect(problemsOf(state)).toEqual([]);
  });

  test("where it goes on may be left out", () => {
    const states = { A: { Type: "Pass", Next: "${Next}" }, B: { Type: "Succeed" } };
    expect(parse({ StartAt: "A", States: states }, { substitutions: "open" }).ok).toBe(true);
    expect(problemsOf({ Type: "Pass", End: "${IsLast}" })).toEqual([]);
    expect(parse({ StartAt: "A", States: { A: "${A}", B: { Type: "Succeed" } } }, { substitutions: "open" }).ok).toBe(
      true,
    );
  });

  test.each<[string, JsonObject, string]>([
    [
      "a parenthesis that is missing",
      { Type: "Pass", Parameters: { "a.$": "States.Format('${Bucket}/{}', $.key" } },
      "INVALID_INTRINSIC /States/A/Parameters/a.$",
    ],
    ["another field", { Type: "Wait", Seconds: "${Seconds}", OutputPath: 5 }, "WRONG_TYPE /States/A/OutputPath"],
    ["another text", { Type: "Task", Resource: "work", Comment: "${Comment}" }, "WRONG_VALUE /States/A/Resource"],
  ])("%s is a problem all the same", (_, state, expected) => {
    expect(problemsOf(state).join()).toContain(expected.split(" ")[1]);
  });

  test("a resource that is left open is a function's", () => {
    const parsed = parse(machine({ Type: "Task", Resource: "${WorkArn}" }), { substitutions: "open" });
    const state = parsed.ok ? parsed.machine.root.states.get("A") : undefined;
    expect(state?.type === "Task" ? state.resource.arn : undefined).toBe("arn:aws:lambda:::function:WorkArn");
  });
});

test("without, a text is as it stands", () => {
  expect(problemsOf({ Type: "Wait", Seconds: "${Seconds}" }, "none")).not.toEqual([]);
  expect(problemsOf({ Type: "Task", Resource: "${WorkArn}" }, "none")).not.toEqual([]);
});
