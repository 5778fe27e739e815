import { expect, test } from "vitest";

import { botocoreModel } from "../../../testing/botocore.ts";
import { violationsOf } from "../../../testing/violations.ts";
import { checkShape } from "../../wire/check-shape.ts";
import { SSM_INPUTS } from "./inputs.ts";

const model = botocoreModel("ssm");
const skipped = model === undefined ? ", skipped: botocore is not installed" : "";

test.skipIf(model === undefined).each(Object.keys(SSM_INPUTS))(
  `%s refuses whatever AWS's model of it does not allow${skipped}`,
  (operation) => {
    for (const { input, at, sentence } of model === undefined ? [] : violationsOf(model, operation)) {
      const refused = outcome(input, operation);
      expect(refused, `${at}: ${sentence}`).toContain(sentence);
      expect(refused).toContain(`at '${at}'`);
    }
  },
);

function outcome(input: object, operation: string): string {
  try {
    checkShape(input as Record<string, unknown>, SSM_INPUTS[operation] ?? {});
    return "nothing was refused";
  } catch (error) {
    return (error as Error).message;
  }
}

test.each([
  ["a number for a text", { Name: 7 }, "NUMBER_VALUE can not be converted to a String"],
  ["a text for a list", { Name: "a", Tags: "b" }, "Unexpected field type"],
  ["a list for a text", { Name: ["a"] }, "Start of list found where not expected."],
  ["a text for a flag", { Name: "a", Overwrite: "yes" }, "STRING_VALUE can not be converted to a Boolean"],
])("%s cannot be read", (_, input, message) => {
  expect(() => checkShape(input, SSM_INPUTS["PutParameter"] ?? {})).toThrow(message);
});

test("everything that is out of its limits is told together", () => {
  const input = { Name: "", Value: "v", Type: "Text" };
  expect(() => checkShape(input, SSM_INPUTS["PutParameter"] ?? {})).toThrow(
    "2 validation errors detected: Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1; Value 'Text' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [SecureString, StringList, String]",
  );
});

test("a list of texts is refused as a whole", () => {
  expect(() => checkShape({ Names: ["", "a"] }, SSM_INPUTS["GetParameters"] ?? {})).toThrow(
    "1 validation error detected: Value '[, a]' at 'names' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 2048, Member must have length greater than or equal to 1]",
  );
});
