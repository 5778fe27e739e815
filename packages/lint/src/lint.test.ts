import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { lint } from "./lint.ts";
import type { LintConfig } from "./rule/config.ts";

const definition = {
  StartAt: "Fan",
  States: {
    Fan: {
      Type: "Parallel",
      Branches: [{ StartAt: "Deep", States: { Deep: { Type: "Pass", Colour: "red", End: true } } }],
      Next: "Lanes",
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Lanes" }],
    },
    Lanes: {
      Type: "Map",
      ItemProcessor: { StartAt: "Lane", States: { Lane: { Type: "Pass", Colour: "blue", End: true } } },
      End: true,
    },
  },
};

const only = async (config: LintConfig = {}): Promise<Awaited<ReturnType<typeof lint>>> => {
  const rules = { "silent-success": { severity: "off", reason: "not looked at here" } } as const;
  return lint(definition, { config: { ...config, rules: { ...rules, ...config.rules } } });
};

describe("a finding", () => {
  test("has the way to its state, the pointer and the line, in branches and Maps too", async () => {
    const { findings } = await only();
    const lineOf = (text: string): number =>
      JSON.stringify(definition, undefined, 2)
        .split("\n")
        .findIndex((line) => line.includes(text)) + 1;
    expect(findings.map(({ rule, path, pointer, line }) => ({ rule, path, pointer, line }))).toEqual([
      {
        rule: "unknown-field",
        path: "Fan[0].Deep",
        pointer: "/States/Fan/Branches/0/States/Deep/Colour",
        line: lineOf("red"),
      },
      {
        rule: "unknown-field",
        path: "Lanes.Lane",
        pointer: "/States/Lanes/ItemProcessor/States/Lane/Colour",
        line: lineOf("blue"),
      },
    ]);
  });

  test("has the line of the text that was given, however it is written", async () => {
    const text = JSON.stringify(definition).replace('"Colour":"blue"', '\n\n"Colour":\n"blue"');
    const { findings } = await lint(text);
    expect(findings.filter(({ path }) => path === "Lanes.Lane").map(({ line }) => line)).toEqual([3]);
  });
});

describe("the configuration", () => {
  test("sets severities, and takes exceptions by name or by way, each with its reason", async () => {
    const { findings, excepted } = await only({
      rules: { "unknown-field": "warning" },
      exceptions: [{ rule: "unknown-field", state: "Fan[0].Deep", reason: "our own extension" }],
    });
    expect(findings.map(({ path, severity }) => [path, severity])).toEqual([["Lanes.Lane", "warning"]]);
    expect(excepted.map(({ path, reason }) => [path, reason])).toEqual([["Fan[0].Deep", "our own extension"]]);
  });

  test("chooses the rules by a preset, and one that it names is asked whatever the preset", async () => {
    const tell = {
      Type: "Task",
      Resource: "arn:aws:states:::sns:publish",
      Parameters: { TopicArn: "arn:aws:sns:us-east-1:000000000000:alerts", Message: "m", Subject: "x".repeat(100) },
      Colour: "red",
      End: true,
    };
    const ruleIds = async (config?: LintConfig): Promise<readonly string[]> => {
      const { findings } = await lint(
        { StartAt: "Tell", States: { Tell: tell } },
        config === undefined ? {} : { config },
      );
      return findings.map(({ rule }) => rule).toSorted();
    };
    const [grammar, recommended] = [["unknown-field"], ["sns-subject-length", "unknown-field"]];
    expect(await ruleIds({ preset: "grammar" })).toEqual(grammar);
    expect(await ruleIds()).toEqual(recommended);
    expect(await ruleIds({ preset: "pipeline" })).toEqual(["notify-without-catch", ...recommended]);
    expect(await ruleIds({ preset: "grammar", rules: { "notify-without-catch": "on" } })).toEqual([
      "notify-without-catch",
      ...grammar,
    ]);
  });

  test("leaves out what is below the least severity", async () => {
    const severities = async (minSeverity: LintConfig["minSeverity"] & {}): Promise<readonly string[]> =>
      (
        await only({
          rules: { "unknown-field": "info" },
          minSeverity,
        })
      ).findings.map(({ severity }) => severity);
    expect(await severities("info")).toEqual(["info", "info"]);
    expect(await severities("warning")).toEqual([]);
  });

  test("says which exception nothing needs", async () => {
    const { notes } = await only({ exceptions: [{ rule: "unknown-field", state: "Gone", reason: "was so once" }] });
    expect(notes).toEqual(["no finding of unknown-field at Gone: the exception is not needed"]);
  });

  test.each([
    [{ rules: { "unknown-feild": "off" } }, "did you mean unknown-field?"],
    [{ exceptions: [{ rule: "shell-sintax", state: "*", reason: "x" }] }, "did you mean shell-syntax?"],
    [{ rules: { "unknown-field": "off" } }, '"off" needs a reason'],
    [{ exceptions: [{ rule: "unknown-field", state: "*", reason: " " }] }, "an exception needs a reason"],
    [{ rules: { "unknown-field": "fatal" } }, "expected one of info, warning, error, on, off"],
    [{ rulez: {} }, "did you mean rules?"],
    [{ preset: "recomended" }, "did you mean recommended?"],
    [{ minSeverity: "warnings" }, "did you mean warning?"],
    [[], "expected an object"],
  ])("is refused where it is wrong: %j", async (config, message) => {
    await expect(lint(definition, { config: config as LintConfig })).rejects.toThrow(
      expect.objectContaining({ code: "BAD_CONFIG", message: expect.stringContaining(message) }),
    );
  });
});

describe("what is not a definition", () => {
  test("is refused when it contains itself", async () => {
    const circle: Record<string, unknown> = { StartAt: "A", States: {} };
    circle["States"] = { A: circle };
    await expect(lint(circle)).rejects.toThrow("circular");
  });

  test.each([
    ['{\n  "StartAt": "A",\n  oops\n}', "line 3, column 3: not JSON: expected a name"],
    ["", "line 1, column 1: not JSON: expected a value, got the end of the text"],
    ["[1]", "expected a JSON object with StartAt and States, got a list"],
    ["null", "got null"],
    ['{"a": 1}', "expected an object with StartAt and States, got an object with a"],
    ["\u0000\u0001 garbage", "line 1, column 1: not JSON"],
  ])("is refused with one message that says where: %j", async (text, message) => {
    await expect(lint(text)).rejects.toThrow(message);
  });

  test.each([
    [
      {
        StartAt: 7,
        States: {
          A: null,
          B: 7,
          C: [],
          D: { Type: "Task" },
          E: { Type: "Choice", Choices: [null, 1, { And: [3] }], Catch: "no" },
        },
      },
    ],
    [
      {
        StartAt: "A",
        States: {
          A: {
            Type: "Parallel",
            Branches: [null, { States: 3 }, {}],
            Retry: [1],
            Catch: [{ ErrorEquals: 4, Next: 5 }],
          },
        },
      },
    ],
    [
      {
        StartAt: "A",
        States: {
          A: {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand",
            Parameters: { Parameters: { "commands.$": 5 } },
          },
        },
      },
    ],
    [
      {
        StartAt: "A",
        States: {
          A: {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand",
            Parameters: { Parameters: { commands: [null, {}] } },
          },
        },
      },
    ],
    [
      {
        StartAt: "__proto__",
        States: { ["__proto__"]: { Type: "Pass", End: true }, constructor: { Type: "Pass", Next: "toString" } },
      },
    ],
  ])("but has the outline of one is linted, and never throws: %#", async (broken) => {
    expect((await lint(broken)).findings.length).toBeGreaterThan(0);
  });
});

test("without bash the scripts are read by the parser alone, and a note says so", async () => {
  const bad = readFileSync(join(import.meta.dirname, "rules/shell-syntax/bad.json"), "utf8");
  const { findings, notes } = await lint(bad, {}, { bash: "/nowhere/bash" });
  expect(notes).toEqual(["/nowhere/bash was not found: no script went through bash -n"]);
  expect(findings.filter(({ rule }) => rule === "shell-syntax")).toHaveLength(1);
});

test("a script that would do harm is only read", async () => {
  const commands = [
    "set -eo pipefail",
    "}; touch /tmp/state-machine-lint-was-here; f() {",
    "$(touch /tmp/state-machine-lint-was-here)",
  ];
  const send = {
    Type: "Task",
    Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand",
    Parameters: { Parameters: { commands } },
    End: true,
  };
  const { findings } = await lint({ StartAt: "S", States: { S: send } });
  expect(findings.some(({ rule }) => rule === "shell-syntax")).toBe(true);
  expect(() => readFileSync("/tmp/state-machine-lint-was-here")).toThrow("ENOENT");
});

test("ten thousand states in a row, and a thousand branches deep in each other, are read without running out of stack", async () => {
  const States: Record<string, unknown> = {};
  for (let index = 0; index < 10_000; index++)
    States[`S${index}`] = { Type: "Pass", ...(index < 9999 ? { Next: `S${index + 1}` } : { End: true }) };
  expect((await lint({ StartAt: "S0", States })).findings).toEqual([]);
  let inner: Record<string, unknown> = { Type: "Pass", End: true };
  for (let depth = 0; depth < 1000; depth++)
    inner = { Type: "Parallel", Branches: [{ StartAt: `D${depth}`, States: { [`D${depth}`]: inner } }], End: true };
  expect((await lint({ StartAt: "Top", States: { Top: inner } })).findings.map(({ rule }) => rule)).toContain(
    "definition-valid",
  );
});

test("scripts in JSONata are rendered and checked too", async () => {
  const commands = ["set -eo pipefail", "{% 'if true; then work --date ' & $states.input.run_date %}"];
  const send = {
    Type: "Task",
    Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand",
    Arguments: { Parameters: { commands } },
    End: true,
  };
  const { findings } = await lint({ QueryLanguage: "JSONata", StartAt: "S", States: { S: send } });
  expect(findings.map(({ rule }) => rule)).toContain("shell-syntax");
});

describe("what is left open as ${Name}", () => {
  const errorsOf = async (states: object): Promise<readonly string[]> => {
    const { findings } = await lint({ StartAt: "A", States: states });
    return findings.filter(({ severity }) => severity === "error").map(({ rule, pointer }) => `${rule} ${pointer}`);
  };

  test.each([
    ["a resource", { A: { Type: "Task", Resource: "${Work}", End: true } }],
    ["a number", { A: { Type: "Wait", Seconds: "${Seconds}", End: true } }],
    ["where it goes on", { A: { Type: "Pass", Next: "${Next}" }, B: { Type: "Succeed" } }],
    [
      "what the data becomes",
      {
        A: { Type: "Pass", Result: {}, ResultPath: "${Path}", Next: "B" },
        B: { Type: "Pass", InputPath: "$.made", End: true },
      },
    ],
  ])("is no error by itself: %s", async (_, states) => {
    expect(await errorsOf(states)).toEqual([]);
  });

  test("hides nothing else", async () => {
    const states = { A: { Type: "Wait", Seconds: "${Seconds}", Next: "Nowhere" } };
    expect((await errorsOf(states)).join()).toContain("definition-valid /States/A/Next");
  });
});
