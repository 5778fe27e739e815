import { isObject, type JsonValue } from "../json.ts";
import { refuseForeignFields, TYPES } from "./allowed-fields.ts";
import type { Context, StateContext } from "./context.ts";
import { Fields } from "./fields.ts";
import type { QueryLanguage, State } from "./machine.ts";
import { parseType } from "./parse-type.ts";
import { readQueryLanguage } from "./query-language.ts";

/** Where a state lies, and the query language of what it lies in. */
interface Place {
  readonly pointer: string;
  readonly inherited: QueryLanguage;
}

/** Reads one state. */
export function parseState(
  name: string,
  value: JsonValue,
  { pointer, inherited }: Place,
  context: Context,
): State | undefined {
  if (!isObject(value)) {
    context.report(pointer, "WRONG_TYPE", `State '${name}' must be an object.`);
    return undefined;
  }
  const fields = new Fields(value, pointer, context.report);
  checkName(name, pointer, context);
  const type = fields.text("Type");
  if (type === undefined) {
    if (!fields.has("Type")) context.report(pointer, "MISSING_FIELD", "These fields are required: [Type]");
    return undefined;
  }
  if (!TYPES.includes(type)) {
    // AWS's words. [recordings: test_state]
    fields.report("Type", "UNKNOWN_TYPE", `The field 'Type' should have one of these values: [${TYPES.join(", ")}]`);
    return undefined;
  }
  const own = readQueryLanguage(fields);
  if (own === "JSONPath" && context.machineLanguage === "JSONata") {
    context.report(
      pointer,
      "UNKNOWN_QUERY_LANGUAGE",
      "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
    );
  }
  const queryLanguage = own ?? inherited;
  const local: StateContext = { ...context, fields, queryLanguage };
  refuseForeignFields(fields, type, queryLanguage);
  return parseType(type as State["type"], name, local);
}

function checkName(name: string, pointer: string, { names, report }: Context): void {
  const other = names.get(name);
  if (other !== undefined) report(pointer, "DUPLICATE_STATE", `The name '${name}' is taken by the state at ${other}.`);
  if (name.length > 80)
    report(
      pointer,
      "WRONG_VALUE",
      `A state's name has at most 80 characters, '${name.slice(0, 20)}…' has ${name.length}.`,
    );
  names.set(name, pointer);
}
