import { expect, test } from "vitest";

import { botocoreModel, type Model, type ModelShape } from "../../../testing/botocore.ts";
import { checkShape } from "../../wire/check-shape.ts";
import { SSM_INPUTS } from "./inputs.ts";

const model = botocoreModel("ssm");
const skipped = model === undefined ? ", skipped: botocore is not installed" : "";

/** A value somewhere in a request that a constraint does not allow, and what is to be said of it. */
interface Violation {
  readonly input: object;
  readonly at: string;
  readonly sentence: string;
}

test.skipIf(model === undefined).each(Object.keys(SSM_INPUTS))(
  `%s refuses whatever AWS's model of it does not allow${skipped}`,
  (operation) => {
    const shape = model?.operations[operation]?.input?.shape;
    if (model === undefined || shape === undefined) throw new Error(`${operation} is not in the model`);
    for (const { input, at, sentence } of violations(model, shape, "", (value) => value)) {
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

function violations(model: Model, name: string, path: string, wrap: (value: unknown) => unknown): Violation[] {
  const shape = model.shapes[name] as ModelShape;
  const at = path.replace(/\.$/, "");
  switch (shape.type) {
    case "structure": {
      const missing = (shape.required ?? []).map((member) => ({
        input: wrap({}) as object,
        at: path + lower(member),
        sentence: "Member must not be null",
      }));
      const deeper = Object.entries(shape.members ?? {}).flatMap(([member, { shape: child }]) =>
        violations(model, child, `${path}${lower(member)}.`, (value) => wrap({ [member]: value })),
      );
      return [...missing, ...deeper];
    }
    case "list": {
      const child = shape.member?.shape ?? "";
      const own = bounds(shape, "length").map(([count, sentence]) => {
        const input = wrap(Array.from({ length: count }, () => "x")) as object;
        return { input, at, sentence };
      });
      const members = model.shapes[child]?.type === "string" ? at : `${at}.1.member`;
      return [
        ...own.filter(({ sentence }) => !sentence.includes("less") || model.shapes[child]?.type === "string"),
        ...violations(model, child, `${members}.`, (value) => wrap([value])),
      ];
    }
    case "string":
      return [
        ...bounds(shape, "length").map(([length, sentence]) => ({
          input: wrap("x".repeat(length)) as object,
          at,
          sentence,
        })),
        ...(shape.pattern === undefined
          ? []
          : [
              {
                input: wrap(unlike(shape.pattern)) as object,
                at,
                sentence: `regular expression pattern: ${shape.pattern}`,
              },
            ]),
        ...(shape.enum === undefined ? [] : [{ input: wrap("?") as object, at, sentence: "enum value set: [" }]),
      ];
    case "integer":
      return bounds(shape, "value").map(([value, sentence]) => ({ input: wrap(value) as object, at, sentence }));
    default:
      return [];
  }
}

function unlike(pattern: string): string {
  return ["\u0000", " "].find((text) => !new RegExp(`^(?:${pattern})$`, "u").test(text)) ?? "";
}

/** A size on either side of what is allowed. */
function bounds({ min, max }: ModelShape, what: string): [number, string][] {
  return [
    ...(min === undefined || min === 0
      ? []
      : [[min - 1, `${what} greater than or equal to ${min}`] as [number, string]]),
    ...(max === undefined ? [] : [[max + 1, `${what} less than or equal to ${max}`] as [number, string]]),
  ];
}

function lower(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
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
