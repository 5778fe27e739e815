import { existsSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { ADDS_ONE, workplace } from "../../testing/workplace.ts";

const TEMPLATE = `Resources:
  Nightly:
    Type: AWS::Serverless::StateMachine
    Properties: { DefinitionUri: machines/nightly.asl.json, DefinitionSubstitutions: { Seconds: 5 } }
  Told:
    Type: AWS::Serverless::StateMachine
    Properties:
      Type: EXPRESS
      Definition:
        StartAt: Tell
        States:
          Tell: { Type: Task, Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken", Parameters: { QueueUrl: !Ref Queue }, End: true }
`;
const NIGHTLY = '{ "StartAt": "Wait", "States": { "Wait": { "Type": "Wait", "Seconds": ${Seconds}, "End": true } } }';
const FILES = {
  "template.yaml": TEMPLATE,
  "machines/nightly.asl.json": NIGHTLY,
  "adds.asl.yaml": JSON.stringify(ADDS_ONE),
  "broken.asl.json": '{ "StartAt": "A",\n "States": { oops } }',
  "node_modules/a/a.asl.json": { StartAt: "A", States: {} },
  "package.json": {},
};

describe("lint", () => {
  test("takes a folder and a pattern: what cannot be read is said, and all else is linted", () => {
    using place = workplace(FILES);
    const { code, stdout, stderr } = place.run("lint", ".");
    expect(code).toBe(2);
    expect(stderr.trimEnd().split("\n")).toEqual([
      'alpha-engine: broken.asl.json: line 2, column 14: not JSON: expected a name in "quotes" or }, got oops',
    ]);
    // The file that the template names is linted as the template fills it in, and only so.
    expect(stdout).toMatch(/^template.yaml:12:\d+: error: Tell: Express state machine does not support/m);
    expect(stdout).toMatch(/\n3 definitions: /);
    expect(place.run("lint", "*.asl.yaml")).toMatchObject({ code: 0, stdout: "1 definition, nothing found\n" });
    expect(place.run("lint", "**/*.asl.yml").stderr).toContain("**/*.asl.yml: no file is called so");
  });

  test("takes one state machine of several, and says which there are", () => {
    using place = workplace(FILES);
    expect(place.run("lint", "template.yaml#Nightly").code).toBe(0);
    expect(place.run("lint", "template.yaml#Nightli").stderr).toContain(
      "(did you mean Nightly?); there are Nightly, Told",
    );
    expect(place.run("graph", "template.yaml").stderr).toContain(
      "name one of template.yaml#Nightly, template.yaml#Told",
    );
    expect(place.run("graph", "template.yaml#Told").stdout).toContain("Tell");
  });
});

test("a definition is an Express state machine's where the words or the configuration say so", () => {
  const waits = {
    Type: "Task",
    Resource: "arn:aws:states:::glue:startJobRun.sync",
    Parameters: { JobName: "j" },
    End: true,
  };
  using place = workplace({
    "waits.json": { StartAt: "Waits", States: { Waits: waits } },
    "alpha-engine.config.yaml": "pipelines: { waits: { definition: waits.json, type: EXPRESS } }\n",
  });
  const refused = expect.stringContaining("error: Waits: Express state machine does not support '.sync'");
  expect(place.run("lint", "waits.json").code).toBe(0);
  expect(place.run("lint", "waits.json", "--type", "EXPRESS")).toMatchObject({ code: 1, stdout: refused });
  expect(place.run("lint", "waits")).toMatchObject({ code: 1, stdout: refused });
});

test("what is left open is filled in with its type, and refused where it fills nothing in", () => {
  using place = workplace({ ...FILES, "values.yaml": "Seconds: 3\n" });
  const nightly = "machines/nightly.asl.json";
  expect(JSON.parse(place.run("show", nightly, "--substitute", "values.yaml").stdout)).toMatchObject({
    States: { Wait: { Seconds: 3 } },
  });
  expect(place.run("lint", nightly).code).toBe(0);
  expect(place.run("lint", nightly, "--substitute", "Second=3")).toMatchObject({
    code: 2,
    stderr:
      "alpha-engine: --substitute Second: no ${Second} is there to be filled in (did you mean Seconds?); open are Seconds\n",
  });
  expect(place.run("run", nightly, "--substitute", "Seconds=3")).toMatchObject({ code: 0, stdout: "{}\n" });
  expect(place.run("rehearse", nightly).stderr).toContain("${Seconds} is open");
});

const CASES = join(import.meta.dirname, "../../../../../shared/cases");
test.skipIf(!existsSync(CASES))(
  "the cases of byte order marks and substitutions are read (needs ../shared/cases)",
  () => {
    using place = workplace({});
    for (const file of ["bom.json", "substituted-resource.asl.json", "unquoted-substitution.asl.json"])
      expect(place.run("lint", join(CASES, file))).toMatchObject({ code: 0, stderr: "" });
  },
);
