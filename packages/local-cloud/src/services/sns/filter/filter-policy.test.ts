import { describe, expect, test } from "vitest";

import { passes } from "./filter-match.ts";
import { readFilterPolicy } from "./filter-policy.ts";

const said = (text: string, scope: string): string => {
  try {
    readFilterPolicy(text, scope);
    return "nothing";
  } catch (error) {
    return (error as Error).message.replace("Invalid parameter: ", "");
  }
};

describe("a filter policy is refused where its text goes wrong", () => {
  test.each([
    ['{"key": [["value"]]}', "Match value must be String, number, true, false, or null", 10],
    ['{"key": [{"wrong-operator": true}]}', "Unrecognized match type wrong-operator", 31],
    ['{"key": [{"suffix": "value", "prefix": "value2"}]}', "Only one key allowed in match expression", 37],
    ['{"key": []}', "Empty arrays are not allowed", 10],
    ['{"key": [{"suffix": 100}]}', "suffix match pattern must be a string", 22],
    ['{"key": {"suffix": "value"}}', '"suffix" must be an object or an array', 19],
    ['{"key_a": "value_one"}', '"key_a" must be an object or an array', 11],
    ['{"key": [{"numeric": []}]}', "Invalid member in numeric match: ]", 22],
    ['{"key": [{"numeric": ["operator"]}]}', "Unrecognized numeric range operator: operator", 32],
    ['{"key": [{"numeric": ["=", "000"]}]}', "Value of equals must be numeric", 26],
    ['{"key": [{"numeric": ["<", 100, ">", 10]}]}', "Too many elements in numeric expression", 30],
    ['{"key": [{"numeric": [">=", 1, ">", 2]}]}', "Bad numeric range operator: >", 31],
    ['{"key": [{"numeric": [">", 3, "<", 1]}]}', "Bottom must be less than top", 33],
    ['{"key": [{"numeric": [">", 20, 30]}]}', "Bad value in numeric range: 30", 30],
    ['{"key": [{"numeric": [">", 20, "<", 30, "<", 50]}]}', "Too many terms in numeric range expression", 36],
    ['{"key": [{"exists": null}]}', "exists match pattern must be either true or false.", 23],
    ['{"key": [{"anything-but": {"suffix": "test"}}]}', "Unsupported anything-but pattern: suffix", 36],
  ])("%s: %s", (text, why, column) => {
    const json = JSON.stringify(JSON.parse(text));
    const at = `\n at [Source: (String)"${json}"; line: 1, column: ${column}]`;
    expect(said(text, "MessageAttributes")).toBe(`FilterPolicy: ${why}${at}`);
  });

  test.each([
    ["10.0.0.0", "Malformed CIDR, one '/' required"],
    ["10.0.0.0/x", "Malformed CIDR, mask bits must be an integer"],
    ["xx.11.xx/8", "Nonstandard IP address: xx.11.xx"],
  ])("a cidr of %s: %s", (cidr, why) => {
    expect(said(JSON.stringify({ key: [{ cidr }] }), "MessageBody")).toBe(`FilterPolicy: ${why}`);
  });

  test("and where it is no JSON, or nested where only attributes are looked at", () => {
    expect(said("invalid", "MessageBody")).toMatch(
      /^FilterPolicy: failed to parse JSON. Unrecognized token 'invalid':.*\n.*column: 8]$/,
    );
    expect(said('{"a":{"b":["c"]}}', "MessageAttributes")).toBe(
      "Filter policy scope MessageAttributes does not support nested filter policy",
    );
    expect(said('{"a":{"b":["c"]}}', "MessageBody")).toBe("nothing");
  });
});

const values = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `v${index}`);

test("five keys and 150 combinations are the most; a value counts as often as its key is deep, alternatives add up", () => {
  const keys = Object.fromEntries(values(6).map((key) => [key, ["x"]]));
  expect(said(JSON.stringify(keys), "MessageBody")).toBe("FilterPolicy: Filter policy can not have more than 5 keys");
  const complex = "FilterPolicy: Filter policy is too complex";
  expect(said(JSON.stringify({ a: values(150) }), "MessageBody")).toBe("nothing");
  expect(said(JSON.stringify({ a: values(151) }), "MessageBody")).toBe(complex);
  expect(said(JSON.stringify({ a: { b: values(75) } }), "MessageBody")).toBe("nothing");
  expect(said(JSON.stringify({ a: { b: values(76) } }), "MessageBody")).toBe(complex);
  const either = (most: number): object => ({ a: values(3), $or: [{ b: values(6) }, { c: values(most) }] });
  expect(said(JSON.stringify(either(44)), "MessageBody")).toBe("nothing");
  expect(said(JSON.stringify(either(45)), "MessageBody")).toBe(complex);
});

test("a key with dots is one of that name, or one within another", () => {
  const policy = readFilterPolicy('{"object.nested": ["yes"]}', "MessageBody");
  expect(passes(policy, { object: { nested: "yes" } })).toBe(true);
  expect(passes(policy, { "object.nested": "yes" })).toBe(true);
  expect(passes(policy, { object: [{ nested: "no" }, { nested: "yes" }] })).toBe(true);
  expect(passes(policy, { object: { nested: "no" } })).toBe(false);
  expect(passes(policy, { object: "yes" })).toBe(false);
});
