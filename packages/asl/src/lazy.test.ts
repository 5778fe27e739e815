import { expect, test } from "vitest";

import { lazily } from "./lazy.ts";

test("a lazy property is computed once, when it is first read", () => {
  let times = 0;
  const object = lazily({ name: "a" }, "text", () => `made ${++times}`);
  expect(times).toBe(0);
  expect([object.text, object.text]).toEqual(["made 1", "made 1"]);
});

test("an object with a lazy property is compared, copied and serialised like any other", () => {
  const make = (): object => lazily({ name: "a" }, "text", () => "b");
  expect(make()).toStrictEqual({ name: "a", text: "b" });
  expect({ ...make() }).toStrictEqual({ name: "a", text: "b" });
  expect(structuredClone(make())).toStrictEqual({ name: "a", text: "b" });
  expect(JSON.stringify(make())).toBe('{"name":"a","text":"b"}');
});
