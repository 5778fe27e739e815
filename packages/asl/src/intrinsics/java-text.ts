import { isArray, isObject, type JsonValue } from "../json.ts";

/** `value` as `States.Format` writes it: texts bare, and inside objects too, `{Arg1=1, Arg2=[]}`. [recordings: intrinsic_functions] */
export function javaText(value: JsonValue): string {
  if (isArray(value)) return `[${value.map(javaText).join(", ")}]`;
  if (isObject(value)) {
    return `{${Object.entries(value)
      .map(([key, item]) => `${key}=${javaText(item)}`)
      .join(", ")}}`;
  }
  return String(value);
}
