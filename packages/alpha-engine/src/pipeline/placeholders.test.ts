import { expect, test } from "vitest";

import { inputFor } from "./placeholders.ts";

const STAGE = { boxIds: { box: "i-1" }, topicArns: { alerts: "arn:topic" } };

test("boxes and topics stand in texts, at any depth", () => {
  expect(inputFor({ box: ["${boxes.box}"], tell: { where: "to ${topics.alerts}" }, n: 1 }, STAGE)).toEqual({
    box: ["i-1"],
    tell: { where: "to arn:topic" },
    n: 1,
  });
  expect(inputFor(({ boxIds }) => ({ id: boxIds["box"] }), STAGE)).toEqual({ id: "i-1" });
});

test("what is not there is refused with the nearest that is", () => {
  expect(() => inputFor({ box: "${boxes.bx}" }, STAGE)).toThrow(
    "the input names boxes.bx, which is not there (did you mean boxes.box?)",
  );
});
