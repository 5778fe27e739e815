import { isObject } from "../json.ts";
import { at } from "../problem.ts";
import type { StateContext } from "./context.ts";
import { assignTemplate, optional, path, template } from "./field-values.ts";
import { Fields } from "./fields.ts";
import type { Catcher, Retrier } from "./machine.ts";

export function parseRetriers(context: StateContext): Retrier[] {
  return entries("Retry", context).map((fields) => ({
    errorEquals: errorEquals(fields),
    intervalSeconds: fields.number("IntervalSeconds", { least: 1, most: 99_999_999, whole: true }) ?? 1,
    maxAttempts: fields.number("MaxAttempts", { least: 0, most: 99_999_999, whole: true }) ?? 3,
    backoffRate: fields.number("BackoffRate", { least: 1 }) ?? 2,
    ...optional("maxDelaySeconds", fields.number("MaxDelaySeconds", { least: 1, most: 31_622_400, whole: true })),
    jitter: jitterOf(fields),
  }));
}

export function parseCatchers(context: StateContext): Catcher[] {
  return entries("Catch", context).map((fields, index) => {
    const local: StateContext = { ...context, fields, within: `Catch[${index}]/` };
    const next = fields.text("Next");
    if (next === undefined) context.report(fields.pointer, "MISSING_FIELD", "These fields are required: [Next]");
    return {
      errorEquals: errorEquals(fields),
      next: next ?? "",
      resultPath: path("ResultPath", local),
      ...optional("assign", assignTemplate("Assign", local)),
      ...optional("output", template("Output", local)),
    };
  });
}

function entries(name: string, { fields, report }: StateContext): Fields[] {
  return (fields.array(name) ?? []).flatMap((value, index) => {
    const pointer = at(fields.pointer, name, index);
    if (isObject(value)) return [new Fields(value, pointer, report)];
    report(pointer, "WRONG_TYPE", `An entry of ${name} must be an object.`);
    return [];
  });
}

function errorEquals(fields: Fields): readonly string[] {
  const names = fields.array("ErrorEquals");
  if (names === undefined || names.length === 0 || !names.every((name) => typeof name === "string")) {
    fields.reportAt(fields.pointer, "MISSING_FIELD", "ErrorEquals must be a list with at least one error name.");
    return [];
  }
  if (names.includes("States.ALL") && names.length > 1)
    fields.report("ErrorEquals", "WRONG_VALUE", "States.ALL must stand alone.");
  return names;
}

function jitterOf(fields: Fields): "FULL" | "NONE" {
  const value = fields.get("JitterStrategy");
  if (value === "FULL" || value === "NONE" || value === undefined) return value ?? "NONE";
  fields.report("JitterStrategy", "WRONG_VALUE", `JitterStrategy must be FULL or NONE, got ${JSON.stringify(value)}.`);
  return "NONE";
}
