import { isObject, type JsonValue } from "../json.ts";
import type { Context, StateContext } from "./context.ts";
import { Fields } from "./fields.ts";
import { STATE_FIELDS, TYPES } from "./known-fields.ts";
import type { State } from "./machine.ts";
import { parseType } from "./parse-type.ts";
import { readQueryLanguage } from "./query-language.ts";

/** Reads one state. */
export function parseState(name: string, value: JsonValue, pointer: string, context: Context): State | undefined {
  if (!isObject(value)) {
    context.report(pointer, "WRONG_TYPE", "Expected value of type [OBJECT]");
    return undefined;
  }
  const fields = new Fields(value, pointer, context.report);
  checkName(name, pointer, context);
  const type = fields.text("Type");
  if (type === undefined) {
    if (!fields.has("Type")) context.report(pointer, "MISSING_FIELD", "The field 'Type' is required");
    return undefined;
  }
  if (!isType(type)) {
    fields.report("Type", "UNKNOWN_TYPE", `The field 'Type' should have one of these values: [${TYPES.join(", ")}]`);
    return undefined;
  }
  const own = readQueryLanguage(fields);
  const isDowngraded = own === "JSONPath" && context.machineLanguage === "JSONata";
  if (isDowngraded)
    context.report(
      pointer,
      "UNKNOWN_QUERY_LANGUAGE",
      "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
    );
  const queryLanguage = own ?? context.machineLanguage;
  // What a downgraded state has of the other language is not said on top. [floci pull request 2972, measured]
  fields.close(STATE_FIELDS[type], isDowngraded ? undefined : queryLanguage);
  const local: StateContext = { ...context, fields, queryLanguage };
  return parseType(type, name, local);
}

function isType(type: string): type is State["type"] {
  return TYPES.includes(type);
}

function checkName(name: string, pointer: string, { names, report }: Context): void {
  const other = names.get(name);
  if (other !== undefined)
    report(pointer, "DUPLICATE_STATE", `Duplicate State name: ${name}`, { hint: `the other is at ${other}` });
  if (name.length > 80)
    report(
      pointer,
      "BAD_STATE_NAME",
      `Invalid State name: '${name}' exceeds the 80-character limit allowed by the service`,
    );
  names.set(name, pointer);
}
