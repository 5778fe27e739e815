import { expect, test } from "vitest";

import { checkRule } from "../../../testing/rule-pair.ts";
import { lint } from "../../lint.ts";
import { rule } from "./rule.ts";

checkRule(rule, import.meta.dirname, ["Ask"]);

test("a guard within an expression guards the field beside it", async () => {
  const found = async (output: string): Promise<number> => {
    const pick = { Type: "Pass", Output: `{% ${output} %}`, End: true };
    const { findings } = await lint({ QueryLanguage: "JSONata", StartAt: "Pick", States: { Pick: pick } });
    return findings.filter((one) => one.rule === rule.id).length;
  };
  expect(await found("$exists($states.input.run.day) ? $states.input.run.date : 'today'")).toBe(1);
  expect(await found("$exists($states.input.run.day) ? $states.input.run.day : 'today'")).toBe(0);
});
