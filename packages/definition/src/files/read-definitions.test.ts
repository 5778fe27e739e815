import { describe, expect, test } from "vitest";

import { Substitutions } from "../read/substitutions.ts";
import { type DefinitionsInFile, readDefinitions, type ReadOptions } from "./read-definitions.ts";

/** What is read of files that are given by name, the first of them asked for. */
async function read(files: Readonly<Record<string, string>>, options: ReadOptions = {}): Promise<DefinitionsInFile> {
  const readText = (file: string): string => {
    const text = files[file];
    if (text === undefined) throw new Error(`nobody gave ${file}`);
    return text;
  };
  return await readDefinitions(Object.keys(files)[0] ?? "", options, { readText });
}

/** Where a state's value is, as `file:line:column` and the text there. */
function placeIn(files: Readonly<Record<string, string>>, { found }: DefinitionsInFile, pointer: string): string {
  const { file, line, column } = found[0]?.positionOf(pointer) ?? { file: "", line: 0, column: 0 };
  const text = files[file]?.split("\n")[line - 1]?.slice(column - 1) ?? "nothing";
  return `${file}:${line}: ${/^[\w"\\]*\w/.exec(text)?.[0] ?? text}`;
}

const WAIT = "/States/Wait/Seconds";
const JSON_TEXT = '{\n  "StartAt": "Wait",\n  "States": { "Wait": { "Type": "Wait", "Seconds": 5, "End": true } }\n}';
const YAML_TEXT = "StartAt: Wait\nStates:\n  Wait: { Type: Wait, Seconds: 5, End: true }\n";
const inTemplate = (properties: string, type = "AWS::StepFunctions::StateMachine"): string =>
  `Resources:\n  Nightly:\n    Type: ${type}\n    Properties:\n${properties.replaceAll(/^/gm, "      ")}\n`;
const cdk = {
  Resources: {
    Nightly: {
      Type: "AWS::StepFunctions::StateMachine",
      Properties: {
        DefinitionString: {
          "Fn::Join": [
            "",
            [
              '{"StartAt":"Wait","States":{"Wait":{"Type":"Wait","Comment":"',
              { Ref: "Topic" },
              '","Seconds":5,"End":true}}}',
            ],
          ],
        },
      },
    },
  },
};

describe("the same definition in every form, with the place of each value in the file that was given", () => {
  test.each<[string, Readonly<Record<string, string>>, string]>([
    ["JSON", { "a.json": JSON_TEXT }, 'a.json:3: "Seconds'],
    ["JSON with a byte order mark", { "a.json": `\uFEFF${JSON_TEXT}` }, 'a.json:3: "Seconds'],
    [
      "JSON with comments and commas",
      { "a.asl.json": `// one\n${JSON_TEXT.replace("5,", "/* five */ 5,").replace("true }", "true, }")}` },
      'a.asl.json:4: "Seconds',
    ],
    ["YAML", { "a.asl.yaml": YAML_TEXT }, "a.asl.yaml:3: Seconds"],
    ["JSON that is called YAML", { "a.yml": JSON_TEXT }, 'a.yml:3: "Seconds'],
    [
      "a definition as a text in a template",
      { "t.yaml": inTemplate(`DefinitionString: |\n${JSON_TEXT.replaceAll(/^/gm, "  ")}`) },
      't.yaml:8: "Seconds',
    ],
    [
      "Fn::Sub",
      { "t.yaml": inTemplate(`DefinitionString: !Sub |-\n${JSON_TEXT.replaceAll(/^/gm, "  ")}`) },
      't.yaml:8: "Seconds',
    ],
    [
      "Fn::Sub with values",
      {
        "t.yaml": inTemplate(
          `DefinitionString:\n  Fn::Sub:\n    - |\n${JSON_TEXT.replace("5", "${N}").replaceAll(/^/gm, "      ")}\n    - { N: 5 }`,
        ),
      },
      't.yaml:10: "Seconds',
    ],
    [
      "an object in a template",
      { "t.yaml": inTemplate(`Definition:\n${YAML_TEXT.replaceAll(/^/gm, "  ")}`) },
      "t.yaml:8: Seconds",
    ],
    [
      "a file that a template names",
      {
        "app/t.yaml": inTemplate("DefinitionUri: machines/a.asl.yaml", "AWS::Serverless::StateMachine"),
        "app/machines/a.asl.yaml": YAML_TEXT,
      },
      "app/machines/a.asl.yaml:3: Seconds",
    ],
    [
      "what cdk synth writes",
      { "t.template.json": JSON.stringify(cdk, undefined, 1) },
      String.raw`t.template.json:14: \"Seconds`,
    ],
    [
      "what describe-state-machine answers",
      { "d.json": JSON.stringify({ stateMachineArn: "a", definition: JSON_TEXT }) },
      String.raw`d.json:1: \"Seconds`,
    ],
  ])("%s", async (_, files, place) => {
    const inFile = await read(files);
    const [definition] = inFile.found;
    expect(inFile.unread).toEqual([]);
    expect(definition?.tree.states.map(({ raw }) => raw["Seconds"])).toEqual([5]);
    expect(placeIn(files, inFile, WAIT)).toBe(place);
  });
});

describe("what is filled in", () => {
  const open = (
    text: string,
    values: ConstructorParameters<typeof Substitutions>[0] = {},
  ): Promise<DefinitionsInFile> => read({ "a.asl.json": text }, { substitutions: new Substitutions(values) });
  const seconds = ({ found }: DefinitionsInFile): unknown => found[0]?.tree.states[0]?.raw["Seconds"];

  test.each([
    ["with quotes", '"${T}"'],
    ["without", "${T}"],
  ])("%s has the type of what fills it in, and stays open without", async (_, hole) => {
    const text = JSON_TEXT.replace("5", hole);
    expect(seconds(await open(text, { T: 7 }))).toBe(7);
    const left = await open(text);
    expect(seconds(left)).toBe("${T}");
    expect(left.found[0]?.holes.map(({ name, pointer }) => [name, pointer])).toEqual([["T", WAIT]]);
  });

  test("is text within a text, and what filled nothing in is known", async () => {
    const substitutions = new Substitutions({ Bucket: "b", Count: 3, Other: 1 });
    const text = JSON_TEXT.replace('"Type"', '"Comment": "s3://${Bucket}/${Count}", "Type"');
    const { found } = await read({ "a.json": text }, { substitutions });
    expect(found[0]?.tree.states[0]?.raw["Comment"]).toBe("s3://b/3");
    expect(substitutions.unused).toEqual(["Other"]);
  });

  test("in a command for a shell ${HOME} is the shell's own", async () => {
    const text = JSON_TEXT.replace(
      '"Seconds": 5',
      '"Parameters": { "Parameters": { "commands": ["cd ${HOME}"] }, "Topic": "${Topic}" }',
    );
    expect((await open(text)).found[0]?.holes.map(({ name }) => name)).toEqual(["Topic"]);
  });

  test("what a template says is filled in as characters: a number in quotes stays a text", async () => {
    const template = (hole: string): string =>
      inTemplate(
        `DefinitionSubstitutions: { T: 5 }\nDefinitionString: '${JSON_TEXT.replace("5", hole).replaceAll("\n", " ")}'`,
      );
    expect(seconds(await read({ "t.yaml": template("${T}") }))).toBe(5);
    expect(seconds(await read({ "t.yaml": template('"${T}"') }))).toBe("5");
  });

  test("what only a deployment knows is a hole", async () => {
    const properties =
      'DefinitionSubstitutions: { Fn: !GetAtt Work.Arn }\nDefinition: { StartAt: A, States: { A: { Type: Task, Resource: "${Fn}", Comment: !Ref Topic } } }';
    const { found } = await read({ "t.yaml": inTemplate(properties) });
    expect(found[0]?.holes.map(({ name, isCertain }) => [name, isCertain])).toEqual([
      ["Fn", true],
      ["Topic", true],
    ]);
  });
});

test("a template has a definition for each state machine, with its type, and one that cannot be told", async () => {
  const template = `Resources:
  A: { Type: "AWS::Serverless::StateMachine", Properties: { Type: EXPRESS, Definition: { StartAt: X, States: { X: { Type: Succeed } } } } }
  Q: { Type: "AWS::SQS::Queue" }
  B: { Type: "AWS::StepFunctions::StateMachine", Properties: { DefinitionString: !Ref Text } }`;
  const { found, unread } = await read({ "t.yaml": template });
  expect(found.map(({ from, machineType }) => [from, machineType])).toEqual([["t.yaml#A", "EXPRESS"]]);
  expect(unread.map(({ from, error }) => [from, error.code])).toEqual([["t.yaml#B", "NOT_RESOLVED"]]);
  await expect(read({ "t.yaml": template }, { id: "C" })).rejects.toThrow('no state machine "C"');
});

test.each([
  ["a.json", '{\n "a" 1 }', "line 2, column 6: not JSON: expected :, got 1"],
  ["a.json", '{ "a": 1 }', "it holds no state machine"],
  ["a.yaml", "a: [1", "line 1, column 6: not YAML: "],
  ["a.json", '{ "a": "b\n" }', "a text that does not end in its line"],
])("what is no definition is refused with its place: %s %j", async (file, text, message) => {
  await expect(read({ [file]: text })).rejects.toThrow(message);
});
