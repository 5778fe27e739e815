import { describe, expect, test } from "vitest";

import { type DefinitionsInFile, readDefinitions } from "../read-definitions.ts";

async function read(files: Readonly<Record<string, string>>): Promise<DefinitionsInFile> {
  const readText = (file: string): string => {
    const text = files[file];
    if (text === undefined) throw new Error(`nobody gave ${file}`);
    return text;
  };
  const filesIn = (): Promise<readonly string[]> => Promise.resolve(Object.keys(files));
  return await readDefinitions(Object.keys(files)[0] ?? "", {}, { readText, filesIn });
}

const WAIT =
  '{ "StartAt": "Wait", "States": {\n  "Wait": { "Type": "Wait", "Comment": "${TOPIC}", "Seconds": SECONDS, "End": true } } }';
const wait = (topic: string, seconds = "5"): string => WAIT.replace("TOPIC", topic).replace("SECONDS", seconds);
const OBJECT = `{
    StartAt = "Wait"
    States = {
      Wait = { # with the type first
        Type    = "Wait", Comment = "to \${aws_sns_topic.told.arn}"
        "Seconds" : 5
        End     = true
      }
    }
  }`;
const machine = (definition: string): string =>
  `resource "aws_sfn_state_machine" "nightly" {\n  name = "nightly-\${var.stage}"\n  type = "EXPRESS"\n  definition = ${definition}\n}\n`;

describe("a definition in Terraform, with the place of each value and what Terraform fills in", () => {
  test.each<[string, Readonly<Record<string, string>>, string, string]>([
    ["jsonencode", { "main.tf": machine(`jsonencode(${OBJECT})`) }, "main.tf:9", "aws_sns_topic.told.arn"],
    [
      "a heredoc",
      { "main.tf": machine(`<<EOF\n${wait("aws_sns_topic.told.arn")}\nEOF`) },
      "main.tf:6",
      "aws_sns_topic.told.arn",
    ],
    [
      "an indented heredoc",
      { "main.tf": machine(`<<-EOF\n    ${wait("var.topic").replace("\n", "\n    ")}\n    EOF`) },
      "main.tf:6",
      "var.topic",
    ],
    [
      "a number that is filled in",
      { "main.tf": machine(`<<EOF\n${wait("var.topic", "5 ${var.none ? 1 : 2}").replace("5 ${", "${")}\nEOF`) },
      "main.tf:6",
      "var.topic var.none",
    ],
    [
      "file",
      { "main.tf": machine('file("${path.module}/a.asl.json")'), "a.asl.json": wait("Topic") },
      "a.asl.json:2",
      "Topic",
    ],
    [
      "templatefile",
      {
        "main.tf": machine('templatefile("a.json.tftpl", { topic = aws_sns_topic.told.arn })'),
        "a.json.tftpl": wait("topic"),
      },
      "a.json.tftpl:2",
      "aws_sns_topic.told.arn",
    ],
    [
      "templatefile of YAML",
      {
        "main.tf": machine('jsonencode(yamldecode(templatefile("./a.yaml", { topic = var.topic })))'),
        "a.yaml": "StartAt: Wait\nStates:\n  Wait: { Type: Wait, Comment: '${topic}', Seconds: 5, End: true }\n",
      },
      "a.yaml:3",
      "var.topic",
    ],
    [
      "a local of another file",
      {
        "main.tf": machine("local.machine"),
        "locals.tf": `locals {\n  machine = jsonencode(local.object)\n  object = ${OBJECT}\n}`,
      },
      "locals.tf:8",
      "aws_sns_topic.told.arn",
    ],
    [
      "a template_file",
      {
        "main.tf": `${machine("data.template_file.m.rendered")}data "template_file" "m" {\n  template = file("a.json")\n  vars = { topic = var.topic }\n}`,
        "a.json": wait("topic"),
      },
      "a.json:2",
      "var.topic",
    ],
    [
      "a module",
      { "main.tf": machine(`jsonencode(${OBJECT})`).replace('resource "aws_sfn_state_machine"', "module") },
      "main.tf:9",
      "aws_sns_topic.told.arn",
    ],
  ])("%s", async (_, files, place, names) => {
    const { found, unread } = await read(files);
    const [definition] = found;
    expect(unread).toEqual([]);
    expect(definition?.from).toBe("main.tf#nightly");
    expect(definition?.machineType).toBe("EXPRESS");
    expect(definition?.tree.states[0]?.raw["Seconds"]).toSatisfy((value) => value === 5 || value === "${var.none}");
    const { file, line } = definition?.positionOf("/States/Wait/Seconds") ?? {};
    expect(`${file}:${line}`).toBe(place);
    expect(definition?.holes.map(({ name }) => name).join(" ")).toBe(names);
  });

  test("a plan has the definitions of all modules, and says which are known only after apply", async () => {
    const resource = (address: string, definition?: string): object => ({
      type: "aws_sfn_state_machine",
      address,
      values: { type: "STANDARD", ...(definition === undefined ? {} : { definition }) },
    });
    const plan = {
      format_version: "1.2",
      planned_values: {
        root_module: {
          resources: [resource("aws_sfn_state_machine.a", wait("T")), resource("aws_sfn_state_machine.b")],
          child_modules: [{ resources: [resource("module.x.aws_sfn_state_machine.c", wait("T"))] }],
        },
      },
    };
    const { found, unread } = await read({ "plan.json": JSON.stringify(plan) });
    expect(found.map(({ name }) => name)).toEqual(["a", "module.x.aws_sfn_state_machine.c"]);
    expect(unread[0]?.error.message).toContain("the definition of b is known only after apply");
  });

  test("what Terraform has to compute is told by its place, and bad text by what was expected", async () => {
    const { unread } = await read({ "main.tf": machine("var.definition") });
    expect(unread[0]?.error.message).toContain("line 4, column 16: expected a definition, got ${var.definition}");
    await expect(read({ "main.tf": machine("jsonencode({ StartAt = ") })).rejects.toThrow("not HCL: expected");
  });
});

test("a state machine of serverless.yml, with what its own file and those beside it say", async () => {
  const definition =
    "StartAt: Wait\nStates:\n  Wait: { Type: Wait, Seconds: 5, Comment: '${self:custom.said} ${opt:stage}', End: true }\n";
  const { found } = await read({
    "serverless.yml":
      "service: a\ncustom: { said: hello, own: { StartAt: S, States: { S: { Type: Succeed } } } }\nstepFunctions:\n  stateMachines:\n    one: { type: EXPRESS, definition: '${file(machines/one.yml)}' }\n    two: { definition: '${self:custom.own}' }\n",
    "machines/one.yml": definition,
  });
  expect(found.map(({ name, machineType }) => [name, machineType])).toEqual([
    ["one", "EXPRESS"],
    ["two", undefined],
  ]);
  expect(found[0]?.holes.map(({ name }) => name)).toEqual(["self:custom.said", "opt:stage"]);
  expect(found[0]?.positionOf("/States/Wait")).toEqual({ file: "machines/one.yml", line: 3, column: 3 });
});
