import { expect, test } from "vitest";

import { checkRule } from "../../../testing/rule-pair.ts";
import { lint } from "../../lint.ts";
import { rule } from "./rule.ts";

checkRule(rule, import.meta.dirname, ["Work"]);

test("of given inputs one that lacks the field is an error, whatever checks it elsewhere", async () => {
  const work = { Type: "Pass", Parameters: { "day.$": "$$.Execution.Input.run.day" }, End: true };
  const found = async (inputs: readonly object[]): Promise<readonly string[]> => {
    const { findings } = await lint({ StartAt: "Work", States: { Work: work } }, { inputs: inputs as never });
    return findings.filter((one) => one.rule === rule.id).map(({ severity, message }) => `${severity}: ${message}`);
  };
  expect(await found([{ run: { day: "x" } }, { run: {} }])).toEqual([
    "error: reads run.day of the execution's input, which one of the given inputs does not have",
  ]);
  expect(await found([{ run: { day: "x" } }])).toEqual([]);
});
