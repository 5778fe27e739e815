import { createHash } from "node:crypto";

import { decodeBase64 } from "../java/base64.ts";
import { hashSet } from "../java/hash-set.ts";
import { readJson } from "../java/json-reader.ts";
import { JsonProblem } from "../java/json-scanner.ts";
import { JavaRandom } from "../java/random.ts";
import { javaJson, javaText } from "../java/text.ts";
import { isArray, isObject, type JsonValue } from "../json.ts";

/** Why a call could not be answered, in words for the cause. */
export class IntrinsicProblem extends Error {
  override readonly name: string = "IntrinsicProblem";
}

export type IntrinsicName =
  | "States.Format"
  | "States.StringToJson"
  | "States.JsonToString"
  | "States.Array"
  | "States.ArrayPartition"
  | "States.ArrayContains"
  | "States.ArrayRange"
  | "States.ArrayGetItem"
  | "States.ArrayLength"
  | "States.ArrayUnique"
  | "States.Base64Encode"
  | "States.Base64Decode"
  | "States.Hash"
  | "States.JsonMerge"
  | "States.MathRandom"
  | "States.MathAdd"
  | "States.StringSplit"
  | "States.UUID";

/** Nothing, where the arguments are not of its kind or out of its bounds. */
type Body = (values: readonly JsonValue[], random: () => number) => JsonValue | undefined;

interface IntrinsicFunction {
  /** How many arguments it takes: at least, at most. */
  readonly arity: readonly [number, number];
  readonly call: Body;
}

/** AWS's limits: the characters of a text, the items of a range. [doc: intrinsic functions] */
const LONGEST_TEXT = 10_000;
const MOST_ITEMS = 1000;

const HASHES: ReadonlyMap<JsonValue | undefined, string> = new Map([
  ["MD5", "md5"],
  ["SHA-1", "sha1"],
  ["SHA-256", "sha256"],
  ["SHA-384", "sha384"],
  ["SHA-512", "sha512"],
]);

const define = (least: number, most: number, call: Body): IntrinsicFunction => ({ arity: [least, most], call });

/** All functions of the language. What they take, cut off, round and compare is known from recordings. */
export const INTRINSICS: Readonly<Record<IntrinsicName, IntrinsicFunction>> = {
  "States.Format": define(1, Infinity, () => undefined),
  "States.StringToJson": define(1, 1, ([text]) => (typeof text === "string" ? stringToJson(text) : undefined)),
  "States.JsonToString": define(1, 1, ([value = null]) => javaJson(value)),
  "States.Array": define(0, Infinity, (values) => [...values]),
  "States.ArrayPartition": define(2, 2, partition),
  // As texts: true is in ["true"], {"a":1,"b":2} is not in [{"b":2,"a":1}].
  "States.ArrayContains": define(2, 2, ([list, value = null]) =>
    isArray(list) ? list.some((item) => javaText(item) === javaText(value)) : undefined,
  ),
  "States.ArrayRange": define(3, 3, range),
  "States.ArrayGetItem": define(2, 2, getItem),
  "States.ArrayLength": define(1, 1, ([list]) => (isArray(list) ? list.length : undefined)),
  "States.ArrayUnique": define(1, 1, ([list]) => (isArray(list) ? hashSet(list) : undefined)),
  "States.Base64Encode": define(1, 1, ([text]) => (isShort(text) ? Buffer.from(text).toString("base64") : undefined)),
  "States.Base64Decode": define(1, 1, ([text]) => (isShort(text) ? decodeBase64(text) : undefined)),
  "States.Hash": define(2, 2, hash),
  // Whatever the third argument is but true, it merges the top level.
  "States.JsonMerge": define(3, 3, ([a, b, deep]) =>
    isObject(a) && isObject(b) && deep !== true ? { ...a, ...b } : undefined,
  ),
  "States.MathRandom": define(2, 3, mathRandom),
  "States.MathAdd": define(2, 2, ([a, b]) => int32(rounded(a) + rounded(b))),
  "States.StringSplit": define(2, 2, ([text, splitter]) =>
    typeof text === "string" && typeof splitter === "string" ? split(text, splitter) : undefined,
  ),
  "States.UUID": define(0, Infinity, (_, random) => uuid(random)),
};

function stringToJson(text: string): JsonValue {
  try {
    const value = readJson(text) ?? null;
    return value === 0 ? 0 : value;
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    throw new IntrinsicProblem(`Cannot convert String to Json in States.StringToJson, caused by: ${error.message}`);
  }
}

function partition([list, size]: readonly JsonValue[]): JsonValue | undefined {
  const chunk = int32(cutOff(size)) ?? 0;
  if (!isArray(list) || chunk < 1) return undefined;
  return Array.from({ length: Math.ceil(list.length / chunk) }, (_, index) =>
    list.slice(index * chunk, (index + 1) * chunk),
  );
}

function range(values: readonly JsonValue[]): JsonValue | undefined {
  const [first, last, step] = values.map((value) => int32(cutOff(value)));
  if (first === undefined || last === undefined || step === undefined || step === 0) return undefined;
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  return length > MOST_ITEMS ? undefined : Array.from({ length }, (_, index) => first + index * step);
}

/** An empty list has a null at every place. */
function getItem([list, index]: readonly JsonValue[]): JsonValue | undefined {
  const at = int32(cutOff(index));
  if (!isArray(list) || at === undefined) return undefined;
  return list.length === 0 ? null : list[at];
}

function hash([data = null, algorithm]: readonly JsonValue[]): JsonValue | undefined {
  const name = HASHES.get(algorithm);
  const text = javaText(data);
  return name === undefined || text.length > LONGEST_TEXT ? undefined : createHash(name).update(text).digest("hex");
}

function mathRandom([start, end, seed]: readonly JsonValue[], random: () => number): JsonValue | undefined {
  const low = int32(cutOff(start));
  const high = int32(cutOff(end));
  const bound = low === undefined || high === undefined ? undefined : int32(high - low);
  if (low === undefined || bound === undefined || bound < 1) return undefined;
  if (seed === undefined) return low + Math.floor(random() * bound);
  return typeof seed === "number" && Number.isFinite(seed) ? low + new JavaRandom(seed).nextInt(bound) : undefined;
}

/** The splitter is a set of characters, and empty parts vanish. [recordings: test_split] */
function split(text: string, splitter: string): JsonValue {
  if (splitter === "") return text === "" ? [] : [text];
  const characters = new Set(splitter);
  const parts: string[] = [];
  let part = "";
  for (const character of text) {
    if (!characters.has(character)) part += character;
    else if (part !== "") {
      parts.push(part);
      part = "";
    }
  }
  return part === "" ? parts : [...parts, part];
}

/** A version 4 UUID from a source of numbers in [0, 1). */
export function uuid(random: () => number): string {
  const bytes = Array.from({ length: 16 }, () => Math.floor(random() * 256));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function isShort(value: JsonValue | undefined): value is string {
  return typeof value === "string" && value.length <= LONGEST_TEXT;
}

/** A number without what is behind its point; not a number for anything else. */
function cutOff(value: JsonValue | undefined): number {
  return typeof value === "number" ? Math.trunc(value) + 0 : Number.NaN;
}

/**
 * Java's Math.round; not a number for what is none and for what is no 32-bit number. [recordings: test_math_add]
 * What no double can hold, 1e309, is cut to 32 bits after rounding. [recordings: States.MathAdd]
 */
function rounded(value: JsonValue | undefined): number {
  if (typeof value !== "number") return Number.NaN;
  if (!Number.isFinite(value)) return value > 0 ? -1 : 0;
  return int32(Math.round(value) + 0) ?? Number.NaN;
}

/** The number, where 32 bits hold it. */
function int32(value: number): number | undefined {
  return value >= -(2 ** 31) && value < 2 ** 31 ? value : undefined;
}
