import { expect, test } from "vitest";

import { checkRule } from "../../../testing/rule-pair.ts";
import { lint } from "../../lint.ts";
import { rule } from "./rule.ts";

checkRule(rule, import.meta.dirname, ["Told", "Invoke", "Keep", "Failed", "Lanes", "Ask"]);

test.each([
  ["a price", "$5.00"],
  ["all of a pattern", "^\\$\\.x$"],
  ["a path inside quotes of a query", "SELECT json_extract(body, '$.job') FROM t"],
  ["a name of DynamoDB", "#job"],
  ["a dollar alone", "$"],
  ["a variable of a shell", "$HOME/bin"],
  ["a template of something else", "${job}"],
])("%s is a text", async (_what, text) => {
  const parameters = { FunctionName: "f", Payload: { text, "job.$": "$.job" } };
  const states = { A: { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Parameters: parameters, End: true } };
  const { findings } = await lint({ StartAt: "A", States: states });
  expect(findings.filter(({ rule: id }) => id === rule.id)).toEqual([]);
});
