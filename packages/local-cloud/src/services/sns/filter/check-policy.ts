import { isIP } from "node:net";

import { invalid } from "../sns-error.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** Reads on, token by token, and refuses with the place where it stands. */
interface Reader {
  next(): Token;
  refuse(why: string, column: number): Error;
}

/**
 * Refuses a filter policy that is JSON and cannot be one, as SNS does, in the order of its text. [LocalStack's recordings of
 * AWS, sns_filter_policy, 2026; words that are not recorded are those of aws/event-ruler, 2024]
 */
export function checkPolicy(policy: object): void {
  const json = JSON.stringify(policy);
  const tokens = tokensOf(json);
  let at = 0;
  const reader: Reader = {
    next: () => {
      at += 1;
      return tokens[at - 1] as Token;
    },
    refuse: (why, column) =>
      invalid(`FilterPolicy: ${why}\n at [Source: (String)"${json}"; line: 1, column: ${column}]`),
  };
  reader.next();
  checkKeys(reader, policy);
}

function checkKeys(reader: Reader, policy: object): void {
  for (let token = reader.next(); token.kind !== "}"; token = reader.next()) {
    const name = token.text;
    const value = (policy as Readonly<Record<string, unknown>>)[name];
    const opening = reader.next();
    if (opening.kind === "{") checkKeys(reader, value as object);
    else if (opening.kind !== "[") throw reader.refuse(`"${name}" must be an object or an array`, opening.begun);
    else if (isEither(name, value)) checkBranches(reader, value);
    else checkConditions(reader);
  }
}

/** Whether it says that one of several policies is enough. */
export function isEither(name: string, value: unknown): value is readonly object[] {
  return name === "$or" && Array.isArray(value) && value.length > 1 && value.every(isObject);
}

function checkBranches(reader: Reader, branches: readonly object[]): void {
  for (const branch of branches) {
    reader.next();
    checkKeys(reader, branch);
  }
  reader.next();
}

function checkConditions(reader: Reader): void {
  let token = reader.next();
  if (token.kind === "]") throw reader.refuse("Empty arrays are not allowed", token.begun);
  for (; token.kind !== "]"; token = reader.next()) {
    if (token.kind === "[") {
      throw reader.refuse("Match value must be String, number, true, false, or null", token.begun);
    }
    if (token.kind === "{") checkMatch(reader);
  }
}

function checkMatch(reader: Reader): void {
  const name = reader.next();
  if (name.kind === "}") throw reader.refuse("Empty objects are not allowed", name.begun);
  const check = MATCHES[name.text];
  if (check === undefined) throw reader.refuse(`Unrecognized match type ${name.text}`, name.begun);
  check(reader);
  const end = reader.next();
  if (end.kind !== "}") throw reader.refuse("Only one key allowed in match expression", end.begun);
}

const MATCHES: Readonly<Record<string, (reader: Reader) => void>> = {
  prefix: isText("prefix"),
  suffix: isText("suffix"),
  wildcard: isText("wildcard"),
  "equals-ignore-case": isText("equals-ignore-case"),
  // Recorded: of a cidr, too, it says prefix.
  cidr: (reader) => checkBlock(textOf(reader, "prefix")),
  exists: (reader) => {
    const token = reader.next();
    if (token.kind === "boolean") return;
    throw reader.refuse("exists match pattern must be either true or false.", token.begun);
  },
  "anything-but": checkAnythingBut,
  numeric: checkNumeric,
};

function isText(what: string): (reader: Reader) => void {
  return (reader) => void textOf(reader, what);
}

function textOf(reader: Reader, what: string): string {
  const token = reader.next();
  if (token.kind === "text") return token.text;
  throw reader.refuse(`${what} match pattern must be a string`, token.begun);
}

function checkBlock(block: string): void {
  const [address = "", bits, ...more] = block.split("/");
  if (bits === undefined || more.length > 0) throw invalid("FilterPolicy: Malformed CIDR, one '/' required");
  if (!/^\d+$/.test(bits)) throw invalid("FilterPolicy: Malformed CIDR, mask bits must be an integer");
  if (isIP(address) === 0) throw invalid(`FilterPolicy: Nonstandard IP address: ${address}`);
}

function checkAnythingBut(reader: Reader): void {
  const token = reader.next();
  if (token.kind === "{") {
    const name = reader.next();
    if (name.text !== "prefix") throw reader.refuse(`Unsupported anything-but pattern: ${name.text}`, name.begun);
    textOf(reader, "prefix");
    reader.next();
    return;
  }
  if (token.kind !== "[") return;
  for (let each = reader.next(); each.kind !== "]"; each = reader.next()) {
    if (each.kind === "text" || each.kind === "number") continue;
    throw reader.refuse("Inside anything but list, start|null|boolean is not supported.", each.begun);
  }
}

function checkNumeric(reader: Reader): void {
  const opening = reader.next();
  if (opening.kind !== "[") throw reader.refuse("Value of numeric must be an array.", opening.begun);
  const operator = reader.next();
  if (operator.kind !== "text")
    throw reader.refuse(`Invalid member in numeric match: ${operator.text}`, operator.begun);
  const { text } = operator;
  const value = reader.next();
  if (!["=", "<", "<=", ">", ">="].includes(text)) {
    throw reader.refuse(`Unrecognized numeric range operator: ${text}`, value.begun);
  }
  checkNumber(reader, value, text === "=" ? "equals" : text);
  const end = reader.next();
  if (end.kind === "]") return;
  if (!text.startsWith(">")) throw reader.refuse("Too many elements in numeric expression", end.begun);
  checkTop(reader, Number(value.text), end);
}

function checkTop(reader: Reader, bottom: number, operator: Token): void {
  const { text } = operator;
  if (operator.kind !== "text") throw reader.refuse(`Bad value in numeric range: ${text}`, operator.begun);
  if (text !== "<" && text !== "<=") throw reader.refuse(`Bad numeric range operator: ${text}`, operator.read);
  const top = reader.next();
  checkNumber(reader, top, text);
  const end = reader.next();
  if (end.kind !== "]") throw reader.refuse("Too many terms in numeric range expression", end.begun);
  if (bottom >= Number(top.text)) throw reader.refuse("Bottom must be less than top", end.begun);
}

function checkNumber(reader: Reader, token: Token, what: string): void {
  if (token.kind !== "number") throw reader.refuse(`Value of ${what} must be numeric`, token.begun);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
