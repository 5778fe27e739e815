import { describe, expect, test } from "vitest";

import { extractCommands } from "../commands/extract-commands.ts";
import { renderCommands } from "../commands/render-commands.ts";
import { walk } from "./walk.ts";

const stateOf = (parameters: Record<string, unknown>, outer = "Parameters"): Record<string, unknown> => ({
  Type: "Task",
  [outer]: { Parameters: parameters },
});

describe("extractCommands", () => {
  test("gives a list as it stands", () => {
    expect(extractCommands(stateOf({ commands: ["a", "b"] }))).toEqual([
      { text: "a", isStatic: true, paths: [] },
      { text: "b", isStatic: true, paths: [] },
    ]);
  });

  test("takes States.Array apart, with commas, quotes and parentheses in it", () => {
    const expression = String.raw`States.Array('echo "a, (b)"',States.Format('run {} \'{}\'',$.x,States.Base64Encode($.y)),$.line)`;
    expect(extractCommands(stateOf({ "commands.$": expression }))).toEqual([
      { text: 'echo "a, (b)"', isStatic: true, paths: [] },
      { text: "run {} '{}'", isStatic: false, paths: ["$.x", "$.y"] },
      { text: "$.line", isStatic: false, paths: ["$.line"] },
    ]);
  });

  test("gives an expression that is no list of commands as it is", () => {
    expect(extractCommands(stateOf({ "commands.$": "$.commands" }))).toEqual([
      { text: "$.commands", isStatic: false, paths: ["$.commands"] },
    ]);
  });

  test("has nothing of a state that sends none", () => {
    expect(extractCommands({ Type: "Wait", Seconds: 1 })).toBeUndefined();
    expect(extractCommands({ Type: "Task", Parameters: { TopicArn: "t" } })).toBeUndefined();
  });
});

describe("renderCommands", () => {
  test("joins the entries as the agent writes them", async () => {
    expect(await renderCommands(stateOf({ commands: ["set -e", "work"] }), {})).toEqual({
      commands: ["set -e", "work"],
      script: "set -e\nwork\n",
    });
  });

  test("keeps the backslash of an escape in an Array literal and not in a Format template", async () => {
    const expression = String.raw`States.Array('trap \'x\' EXIT',States.Format('export D=\'{}\'',$.d))`;
    const rendered = await renderCommands(stateOf({ "commands.$": expression }), { d: "2026-01-31" });
    expect(rendered?.commands).toEqual([String.raw`trap \'x\' EXIT`, "export D='2026-01-31'"]);
  });

  test("evaluates JSONata in a list, and JSONata that gives the list", async () => {
    const lines = stateOf({ commands: ["set -e", "{% 'work --date ' & $states.input.d %}"] }, "Arguments");
    expect((await renderCommands(lines, { d: "x" }))?.script).toBe("set -e\nwork --date x\n");
    const whole = stateOf({ commands: "{% ['set -e', $states.input.d] %}" }, "Arguments");
    expect((await renderCommands(whole, { d: "x" }))?.commands).toEqual(["set -e", "x"]);
  });

  test("reads the context object", async () => {
    const state = stateOf({ "commands.$": "States.Array($$.Execution.Name)" });
    expect((await renderCommands(state, {}, { context: { Execution: { Name: "n" } } }))?.commands).toEqual(["n"]);
  });

  test.each([
    [{ "commands.$": "States.Array($.absent)" }, "$.absent"],
    [{ commands: ["{% $states.input.absent.more %}"] }, "has no value"],
    [{ "commands.$": "$.text" }, "expected a list of texts"],
  ])("says why it cannot: %j", async (parameters, message) => {
    await expect(renderCommands(stateOf(parameters), { text: "no list" })).rejects.toThrow(message);
  });
});

test("walk goes through branches and Map processors in the order of the definition, with pointer and line", () => {
  const text = `{
  "StartAt": "Fan",
  "States": {
    "Fan": { "Type": "Parallel", "End": true, "Branches": [
      { "StartAt": "A/B", "States": {
        "A/B": { "Type": "Pass", "End": true } } },
      { "StartAt": "M", "States": {
        "M": { "Type": "Map", "End": true, "Iterator": { "StartAt": "I", "States": {
          "I": { "Type": "Pass", "End": true } } } } } } ] },
    "Last": { "Type": "Succeed" }
  }
}`;
  expect([...walk(text)].map(({ path, pointer, line, type }) => [path, pointer, line, type])).toEqual([
    ["Fan", "/States/Fan", 4, "Parallel"],
    ["Fan[0].A/B", "/States/Fan/Branches/0/States/A~1B", 6, "Pass"],
    ["Fan[1].M", "/States/Fan/Branches/1/States/M", 8, "Map"],
    ["Fan[1].M.I", "/States/Fan/Branches/1/States/M/Iterator/States/I", 9, "Pass"],
    ["Last", "/States/Last", 10, "Succeed"],
  ]);
});
