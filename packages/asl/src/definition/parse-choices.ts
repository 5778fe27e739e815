import { compileRule } from "../choice/compile-rule.ts";
import { isObject } from "../json.ts";
import { at } from "../problem.ts";
import type { StateContext } from "./context.ts";
import { assignTemplate, fieldOf, optional, template } from "./field-values.ts";
import { Fields } from "./fields.ts";
import type { ChoiceRule } from "./machine.ts";
import { reportEmpty } from "./report-empty.ts";

/** Reads the rules of a Choice. */
export function parseChoices(context: StateContext): ChoiceRule[] {
  const { fields, queryLanguage, report } = context;
  const choices = fields.array("Choices");
  if (choices === undefined || choices.length === 0) {
    reportEmpty("Choices", choices, context);
    return [];
  }
  return choices.flatMap((value, index) => {
    const pointer = at(fields.pointer, "Choices", index);
    if (!isObject(value)) {
      report(pointer, "WRONG_TYPE", "A choice rule must be an object.");
      return [];
    }
    const rule = new Fields(value, pointer, report);
    const next = rule.text("Next");
    if (next === undefined) report(pointer, "MISSING_FIELD", "These fields are required: [Next]");
    const local: StateContext = { ...context, fields: rule, within: `Choices[${index}]/` };
    const compiled = compileRule(value, { pointer, field: fieldOf("Condition", local) }, queryLanguage, context);
    if (next === undefined || compiled === undefined) return [];
    return [
      {
        next,
        rule: compiled,
        ...optional("assign", assignTemplate("Assign", local)),
        ...optional("output", template("Output", local)),
      },
    ];
  });
}
