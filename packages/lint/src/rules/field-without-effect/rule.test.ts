import { expect, test } from "vitest";

import { checkRule } from "../../../testing/rule-pair.ts";
import { lint } from "../../lint.ts";
import { rule } from "./rule.ts";

checkRule(rule, import.meta.dirname, ["Keep", "Grade", "Ask"]);

test("of two JSONata rules of one condition the second has no effect", async () => {
  const rules = ["{% $states.input.size > 5 %}", "{% $states.input.size > 9 %}", "{% $states.input.size > 5 %}"];
  const ask = {
    Type: "Choice",
    Choices: rules.map((condition) => ({ Condition: condition, Next: "Done" })),
    Default: "Done",
  };
  const states = { Ask: ask, Done: { Type: "Succeed" } };
  const { findings } = await lint({ QueryLanguage: "JSONata", StartAt: "Ask", States: states });
  expect(findings.flatMap(({ rule: id, pointer }) => (id === rule.id ? [pointer] : []))).toEqual([
    "/States/Ask/Choices/2",
  ]);
});
