import * as fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";

import { readDefinitions } from "./read-definitions.ts";

/** More of them find more: `FORMS_RUNS=5000 vitest run src/files/forms.property.test.ts`. */
const RUNS = Number(process.env["FORMS_RUNS"] ?? 60);
const SEED = Number(process.env["FORMS_SEED"] ?? 20_261_130);

const text = fc
  .string({ unit: "grapheme", maxLength: 12 })
  .filter((each) => !/[\r\u0085\u2028\u2029\uFEFF]/.test(each) && each !== "__proto__");
const { value: data } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, text, fc.integer(), fc.boolean(), fc.constant(null), tie("list"), tie("object")),
  list: fc.array(tie("value"), { maxLength: 3 }),
  object: fc.dictionary(text, tie("value"), { maxKeys: 3 }),
}));
const definitions = data.map((Result) => ({ StartAt: "A", States: { A: { Type: "Pass", Result, End: true } } }));

const FORMS: Readonly<Record<string, (json: string, value: object) => readonly [string, string]>> = {
  JSON: (json) => ["a.json", json],
  "JSON with comments": (json) => ["a.jsonc", `\uFEFF// one\n${json.replace(/\}$/, ", } /* end */")}`],
  YAML: (_, value) => ["a.asl.yaml", stringify(value)],
  "a text in a template": (json) => [
    "t.json",
    JSON.stringify({
      Resources: { M: { Type: "AWS::StepFunctions::StateMachine", Properties: { DefinitionString: json } } },
    }),
  ],
  "an object in a template": (_, value) => [
    "t.yaml",
    stringify({ Resources: { M: { Type: "AWS::StepFunctions::StateMachine", Properties: { Definition: value } } } }),
  ],
  jsonencode: (json) => ["main.tf", `resource "aws_sfn_state_machine" "m" {\n  definition = jsonencode(${json})\n}\n`],
};

const hasNoHole = (json: string): boolean => !/[$%]\{|Fn::|"Ref"/.test(json);

test.each(Object.entries(FORMS))("any definition is read as it was written: %s", async (_, write) => {
  await fc.assert(
    fc.asyncProperty(definitions, async (definition) => {
      const json = JSON.stringify(definition, undefined, 1);
      fc.pre(hasNoHole(json));
      const [file, written] = write(json, definition);
      const { found } = await readDefinitions(
        file,
        {},
        { readText: () => written, filesIn: () => Promise.resolve([]) },
      );
      expect(found.map(({ tree }) => tree.definition)).toEqual([definition]);
      const { line, column } = found[0]?.positionOf("/States/A/Result") ?? { line: 0, column: 0 };
      expect(written.split("\n")[line - 1]?.slice(column - 1)).toMatch(/^\W*Result/);
    }),
    { numRuns: RUNS, seed: SEED },
  );
});
