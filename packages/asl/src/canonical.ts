import { isArray, isObject, type JsonValue } from "./json.ts";

/** A text that equal values share, whatever the order of their keys. */
export function canonical(value: JsonValue): string {
  if (isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(",")}}`;
}

/** The first of every set of equal values. */
export function distinct(list: readonly JsonValue[]): JsonValue[] {
  const seen = new Set<string>();
  return list.filter((item) => {
    const text = canonical(item);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}
