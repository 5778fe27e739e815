import { createHash } from "node:crypto";

import { equal, isArray, isObject, type JsonArray, type JsonObject, type JsonValue } from "../json.ts";
import { distinct } from "./canonical.ts";
import { javaText } from "./java-text.ts";

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

type Body = (values: readonly JsonValue[], random: () => number) => JsonValue;

interface IntrinsicFunction {
  /** How many arguments it takes: at least, at most. */
  readonly arity: readonly [number, number];
  readonly call: Body;
}

/** `States.Format` and `States.Array` take one argument per value; AWS's limit on a text is 10,000 characters. */
const TEXT_LIMIT = 10_000;

const define = (least: number, most: number, call: Body): IntrinsicFunction => ({ arity: [least, most], call });

/** All functions of the language. */
export const INTRINSICS: Readonly<Record<IntrinsicName, IntrinsicFunction>> = {
  "States.Format": define(1, Infinity, ([template, ...values]) => format(template, values)),
  "States.StringToJson": define(1, 1, ([text]) => stringToJson(asText(text, "String"))),
  "States.JsonToString": define(1, 1, ([value]) => JSON.stringify(value)),
  "States.Array": define(0, Infinity, (values) => [...values]),
  "States.ArrayPartition": define(2, 2, ([list, size]) => partition(asArray(list), asInteger(size))),
  "States.ArrayContains": define(2, 2, ([list, value]) => asArray(list).some((item) => equal(item, value ?? null))),
  "States.ArrayRange": define(3, 3, ([first, last, step]) => range(asInteger(first), asInteger(last), asInteger(step))),
  "States.ArrayGetItem": define(2, 2, ([list, index]) => getItem(asArray(list), asInteger(index))),
  "States.ArrayLength": define(1, 1, ([list]) => asArray(list).length),
  "States.ArrayUnique": define(1, 1, ([list]) => distinct(asArray(list))),
  "States.Base64Encode": define(1, 1, ([text]) => Buffer.from(shortText(text)).toString("base64")),
  "States.Base64Decode": define(1, 1, ([text]) => Buffer.from(shortText(text), "base64").toString()),
  "States.Hash": define(2, 2, ([data, algorithm]) => hash(data, asText(algorithm, "algorithm"))),
  "States.JsonMerge": define(3, 3, ([a, b, deep]) => merge(asObject(a), asObject(b), deep)),
  "States.MathRandom": define(2, 3, ([start, end, seed], random) =>
    mathRandom(asNumber(start), asNumber(end), seed, random),
  ),
  "States.MathAdd": define(2, 2, ([a, b]) => roundHalfUp(asNumber(a)) + roundHalfUp(asNumber(b))),
  "States.StringSplit": define(2, 2, ([text, splitter]) => split(asText(text, "String"), asText(splitter, "splitter"))),
  "States.UUID": define(0, 0, (_, random) => uuid(random)),
};

function format(template: JsonValue | undefined, values: readonly JsonValue[]): string {
  const pieces = asText(template, "template").split("{}");
  return formatPieces(pieces, values);
}

/** The pieces of a template with the values between them. */
export function formatPieces(pieces: readonly string[], values: readonly JsonValue[]): string {
  if (values.length !== pieces.length - 1) {
    throw new IntrinsicProblem(
      `Invalid template in States.Format: ${pieces.length - 1} placeholders, but ${values.length} arguments`,
    );
  }
  return pieces.reduce((text, piece, index) => `${text}${javaText(values[index - 1] ?? null)}${piece}`);
}

function stringToJson(text: string): JsonValue {
  if (text.trim() === "") return null;
  try {
    const value = JSON.parse(text) as JsonValue;
    return Object.is(value, -0) ? 0 : value;
  } catch {
    throw new IntrinsicProblem(`Invalid JSON: ${text}`);
  }
}

function partition(list: JsonArray, size: number): JsonValue {
  if (size < 1) throw new IntrinsicProblem("The chunk size must be a positive integer");
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}

function range(first: number, last: number, step: number): JsonValue {
  if (step === 0) throw new IntrinsicProblem("The step must not be zero");
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > 1000) throw new IntrinsicProblem("The array must not contain more than 1000 items");
  return Array.from({ length }, (_, index) => first + index * step);
}

function getItem(list: JsonArray, index: number): JsonValue {
  const item = list[index];
  if (item === undefined) throw new IntrinsicProblem(`Index ${index} out of bounds for length ${list.length}`);
  return item;
}

function hash(data: JsonValue | undefined, algorithm: string): string {
  const names = new Map([
    ["MD5", "md5"],
    ["SHA-1", "sha1"],
    ["SHA-256", "sha256"],
    ["SHA-384", "sha384"],
    ["SHA-512", "sha512"],
  ]);
  const name = names.get(algorithm);
  if (name === undefined) throw new IntrinsicProblem(`Unsupported hash algorithm: ${algorithm}`);
  const text = typeof data === "string" ? data : JSON.stringify(data ?? null);
  if (text.length > TEXT_LIMIT) throw new IntrinsicProblem(`The data must not exceed ${TEXT_LIMIT} characters`);
  return createHash(name).update(text).digest("hex");
}

function merge(a: JsonObject, b: JsonObject, deep: JsonValue | undefined): JsonValue {
  if (deep !== false) throw new IntrinsicProblem("Deep merging is not supported, the third argument must be false");
  return { ...a, ...b };
}

function mathRandom(start: number, end: number, seed: JsonValue | undefined, random: () => number): number {
  const low = roundHalfUp(start);
  const high = roundHalfUp(end);
  const drawn = seed === undefined ? random() : seededFraction(roundHalfUp(asNumber(seed)));
  return low + Math.floor(drawn * (high - low));
}

/** The same seed gives the same number. AWS's own sequence is not known. */
function seededFraction(seed: number): number {
  return createHash("sha256").update(String(seed)).digest().readUInt32BE(0) / 2 ** 32;
}

/** Java's Math.round. [recordings: test_math_add] */
function roundHalfUp(value: number): number {
  return Math.round(value) + 0;
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

function asText(value: JsonValue | undefined, what: string): string {
  if (typeof value !== "string")
    throw new IntrinsicProblem(`Expected a text for the ${what}, got ${JSON.stringify(value)}`);
  return value;
}

function shortText(value: JsonValue | undefined): string {
  const text = asText(value, "data");
  if (text.length > TEXT_LIMIT) throw new IntrinsicProblem(`The data must not exceed ${TEXT_LIMIT} characters`);
  return text;
}

function asArray(value: JsonValue | undefined): JsonArray {
  if (!isArray(value)) throw new IntrinsicProblem(`Expected an array, got ${JSON.stringify(value)}`);
  return value;
}

function asObject(value: JsonValue | undefined): JsonObject {
  if (!isObject(value)) throw new IntrinsicProblem(`Expected an object, got ${JSON.stringify(value)}`);
  return value;
}

function asNumber(value: JsonValue | undefined): number {
  if (typeof value !== "number") throw new IntrinsicProblem(`Expected a number, got ${JSON.stringify(value)}`);
  return value;
}

function asInteger(value: JsonValue | undefined): number {
  return roundHalfUp(asNumber(value));
}
