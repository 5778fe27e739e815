import { isObject } from "../json.ts";
import { at } from "../problem.ts";
import type { StateContext } from "./context.ts";
import { assignTemplate, optional, path, template } from "./field-values.ts";
import { Fields } from "./fields.ts";
import { FIELDS, type KnownFields } from "./known-fields.ts";
import type { Catcher, Retrier } from "./machine.ts";

export function parseRetriers(context: StateContext): Retrier[] {
  return entries("Retry", FIELDS.retrier, context).map(({ fields, isLast }) => {
    fields.require("ErrorEquals");
    return {
      errorEquals: errorEquals(fields, isLast),
      intervalSeconds: fields.number("IntervalSeconds") ?? 1,
      maxAttempts: fields.number("MaxAttempts") ?? 3,
      backoffRate: fields.number("BackoffRate") ?? 2,
      ...optional("maxDelaySeconds", fields.number("MaxDelaySeconds")),
      jitter: fields.word("JitterStrategy", ["NONE", "FULL"]) ?? "NONE",
    };
  });
}

export function parseCatchers(context: StateContext): Catcher[] {
  return entries("Catch", FIELDS.catcher, context).map(({ fields, isLast }, index) => {
    const local: StateContext = { ...context, fields, offered: "errorOutput", within: `Catch[${index}]/` };
    fields.require("ErrorEquals", "Next");
    return {
      errorEquals: errorEquals(fields, isLast),
      next: fields.text("Next") ?? "",
      resultPath: path("ResultPath", local),
      ...optional("assign", assignTemplate("Assign", local)),
      ...optional("output", template("Output", local)),
    };
  });
}

function entries(
  name: string,
  known: KnownFields,
  { fields, report, queryLanguage }: StateContext,
): { readonly fields: Fields; readonly isLast: boolean }[] {
  const list = fields.array(name) ?? [];
  return list.flatMap((value, index) => {
    const pointer = at(fields.pointer, name, index);
    if (isObject(value)) {
      const entry = new Fields(value, pointer, report);
      entry.close(known, queryLanguage);
      return [{ fields: entry, isLast: index === list.length - 1 }];
    }
    report(pointer, "WRONG_TYPE", "Expected value of type [OBJECT]");
    return [];
  });
}

/** Any name is good, also one of one's own that begins with `States.`. [verdicts: own-states-name] */
function errorEquals(fields: Fields, isLast: boolean): readonly string[] {
  const given = fields.array("ErrorEquals");
  if (given === undefined) return [];
  if (given.length === 0) fields.report("ErrorEquals", "MISSING_FIELD", "Value cannot be empty");
  const names = given.filter((name) => typeof name === "string");
  if (names.length < given.length)
    fields.report("ErrorEquals", "WRONG_TYPE", "Expected value of type [STRING]", { hint: "a list of error names" });
  const all = given.indexOf("States.ALL");
  if (all >= 0 && (given.length > 1 || !isLast))
    fields.reportAt(
      at(fields.pointer, "ErrorEquals", all),
      "WRONG_VALUE",
      "States.ALL must appear alone and at end of list",
      { hint: "the last entry of the list may be for all errors" },
    );
  return names;
}
