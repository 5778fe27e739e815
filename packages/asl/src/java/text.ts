import { isArray, isObject, type JsonValue } from "../json.ts";

/** `value` as `toString()` writes it: texts bare, and inside objects too, `{Arg1=1, Arg2=[]}`. [recordings: intrinsic_functions] */
export function javaText(value: JsonValue): string {
  if (isArray(value)) return `[${value.map(javaText).join(", ")}]`;
  if (isObject(value)) {
    return `{${Object.entries(value)
      .map(([key, item]) => `${key}=${javaText(item)}`)
      .join(", ")}}`;
  }
  return typeof value === "number" ? javaNumber(value) : String(value);
}

/** `value` as JSON text, with numbers as Java writes them. */
export function javaJson(value: JsonValue): string {
  if (isArray(value)) return `[${value.map(javaJson).join(",")}]`;
  if (isObject(value)) {
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}:${javaJson(item)}`)
      .join(",")}}`;
  }
  return typeof value === "number" ? javaNumber(value) : JSON.stringify(value);
}

/** A whole number in digits; any other as `Double.toString` has it: `1.0E-4`, `1.5E10`. [doc: java.lang.Double] */
function javaNumber(value: number): string {
  const plain = String(value);
  const size = Math.abs(value);
  if (Number.isInteger(value) ? !plain.includes("e") : size >= 1e-3 && size < 1e7) return plain;
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  return `${digits.includes(".") ? digits : `${digits}.0`}E${Number(exponent)}`;
}
