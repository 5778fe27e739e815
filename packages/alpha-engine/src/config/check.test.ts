import { expect, test } from "vitest";

import { check } from "./check.ts";
import { configSchema, targetSchema } from "./schema.ts";

const TARGET = {
  account: "000000000000",
  region: "us-east-1",
  roles: { stateMachines: "arn:aws:iam::000000000000:role/a", schedules: "arn:aws:iam::000000000000:role/b" },
};

test("what is right is taken as it is, functions too", () => {
  const config = {
    pipelines: {
      a: "a.json",
      b: { definition: () => ({ States: {} }), fields: () => ({}), rehearsal: () => ({}) },
      c: { definition: { StartAt: "A", States: {} }, input: { x: 1 } },
    },
    rehearsal: { boxes: { box: { imageId: "ami-1", stopped: true } }, logs: { bucket: "b", prefix: "logs" } },
    targets: { production: TARGET, staging: "staging.yaml" },
  };
  expect(check(configSchema, config, "the file")).toEqual(config);
});

test.each<[object, string]>([
  [{ pipeline: {} }, 'f: unknown key "pipeline" (did you mean pipelines?); expected one of $schema, pipelines,'],
  [{ pipelines: { a: { defintion: "x" } } }, 'f: pipelines.a: unknown key "defintion" (did you mean definition?)'],
  [{ pipelines: { a: 3 } }, "f: pipelines.a: expected a definition's file, or an object, got 3"],
  [{ pipelines: { a: {} } }, "f: pipelines.a.definition: expected a file's name, a definition, or a function"],
  [{ pipelines: [] }, "f: pipelines: expected an object, got []"],
  [{ settings: "dark" }, 'f: settings: expected an object, got "dark"'],
  [{ rehearsal: { boxs: {} } }, 'f: rehearsal: unknown key "boxs" (did you mean boxes?)'],
  [{ rehearsal: { boxes: { box: {} } } }, "f: rehearsal.boxes.box.imageId: expected a text, got nothing"],
  [{ rehearsal: { rate: "fast" } }, 'f: rehearsal.rate: expected a number, got "fast"'],
  [{ lint: { rule: {} } }, 'f: lint: unknown key "rule" (did you mean rules?)'],
  [{ schedules: { weekly: { pipeline: "a" } } }, "f: schedules.weekly.expression: expected a text, got nothing"],
  [
    { pipelines: { a: { definition: "a.json", fields: { x: { type: "number" } } } } },
    "f: pipelines.a.fields.x.type: expected one of",
  ],
])("%j is refused with file, key, what was expected and what came", (config, message) => {
  expect(() => check(configSchema, config, "f")).toThrow(message);
});

test("an account in a file of its own is checked as one in the configuration", () => {
  expect(() => check(targetSchema, { ...TARGET, account: 0 }, "t.yaml")).toThrow(
    "t.yaml: account: expected a text, got 0",
  );
  expect(() => check(targetSchema, { ...TARGET, region: "here" }, "t.yaml")).toThrow(
    't.yaml: region: expected a region such as us-east-1, got "here"',
  );
  expect(() => check(configSchema, { targets: { a: { ...TARGET, acount: "" } } }, "f")).toThrow(
    'f: targets.a: unknown key "acount" (did you mean account?)',
  );
});
