import { canonical } from "../canonical.ts";
import { isArray, isObject, type JsonValue } from "../json.ts";

/** The distinct members of `list`, in the order in which Java's HashSet gives them back. [recordings: States.ArrayUnique] */
export function hashSet(list: readonly JsonValue[]): JsonValue[] {
  const size = tableSize(list.length);
  const buckets = new Map<number, JsonValue[]>();
  const seen = new Set<string>();
  for (const item of list) {
    const text = canonical(item);
    if (seen.has(text)) continue;
    seen.add(text);
    const hash = hashCode(item);
    const bucket = (hash ^ (hash >>> 16)) & (size - 1);
    const members = buckets.get(bucket);
    if (members === undefined) buckets.set(bucket, [item]);
    else members.push(item);
  }
  return [...buckets].toSorted(([a], [b]) => a - b).flatMap(([, members]) => members);
}

/** The power of two that holds so many members, and 16 at least. */
function tableSize(members: number): number {
  const wanted = Math.max(Math.trunc(members / 0.75) + 1, 16);
  return 2 ** Math.ceil(Math.log2(wanted));
}

/** `hashCode()` of what Java makes of a JSON value. [doc: java.lang, java.util] */
function hashCode(value: JsonValue): number {
  if (value === null) return 0;
  if (value === true) return 1231;
  if (value === false) return 1237;
  if (typeof value === "number") return hashOfNumber(value);
  if (typeof value === "string") return hashOfText(value);
  if (isArray(value)) return value.reduce<number>((hash, item) => (Math.imul(31, hash) + hashCode(item)) | 0, 1);
  return isObject(value)
    ? Object.entries(value).reduce((hash, [key, item]) => (hash + (hashOfText(key) ^ hashCode(item))) | 0, 0)
    : 0;
}

function hashOfText(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = (Math.imul(31, hash) + text.charCodeAt(index)) | 0;
  return hash;
}

function hashOfNumber(value: number): number {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 31) return value | 0;
  const view = new DataView(new ArrayBuffer(8));
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) view.setBigInt64(0, BigInt(value));
  else view.setFloat64(0, value);
  return view.getInt32(0) ^ view.getInt32(4);
}
