import { isObject } from "../json.ts";
import { at } from "../problem.ts";
import type { StateContext } from "./context.ts";
import { assignTemplate, optional, template } from "./field-values.ts";
import { Fields } from "./fields.ts";
import type { ChoiceRule } from "./machine.ts";
import { parseRule } from "./parse-rule.ts";
import { reportEmpty } from "./report-empty.ts";

/** Reads the rules of a Choice. */
export function parseChoices(context: StateContext): ChoiceRule[] {
  const { fields, report } = context;
  const choices = fields.array("Choices");
  if (choices === undefined || choices.length === 0) {
    reportEmpty("Choices", choices, context);
    return [];
  }
  return choices.flatMap((value, index) => {
    const pointer = at(fields.pointer, "Choices", index);
    if (!isObject(value)) {
      report(pointer, "WRONG_TYPE", "Expected value of type [OBJECT]");
      return [];
    }
    const rule = new Fields(value, pointer, report);
    rule.require("Next");
    const next = rule.text("Next");
    const local: StateContext = { ...context, fields: rule, within: `Choices[${index}]/` };
    const compiled = parseRule(local);
    const assign = optional("assign", assignTemplate("Assign", local));
    const output = optional("output", template("Output", local));
    return next === undefined || compiled === undefined ? [] : [{ next, rule: compiled, ...assign, ...output }];
  });
}
