import type { JsonValue } from "../json.ts";
import { isDigit, takeNumber } from "./json-number.ts";
import { described, JsonProblem, JsonScanner, location, type Place } from "./json-scanner.ts";

/** As deep as Jackson reads. [doc: StreamReadConstraints] */
const DEEPEST = 1000;

/** The list or object that the reader is in. */
interface Context {
  readonly kind: "Array" | "Object";
  readonly start: Place;
}

/**
 * The first value in `text`, as Jackson's ObjectMapper reads it: what follows the value is left alone; `undefined` where
 * there is none. Throws a {@link JsonProblem} in Jackson's words.
 */
export function readJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return firstValue(text);
  }
}

function firstValue(text: string): JsonValue | undefined {
  const scanner = new JsonScanner(text);
  const first = scanner.takeVisible();
  if (first === "") return undefined;
  const start = scanner.position - 1;
  takeValue(scanner, first, 0);
  return JSON.parse(text.slice(start, scanner.position)) as JsonValue;
}

function takeValue(scanner: JsonScanner, first: string, depth: number): void {
  const start = scanner.place(1);
  switch (first) {
    case '"':
      return takeString(scanner, "string value", ": was expecting closing quote for a string value");
    case "[":
      return takeMembers(scanner, { kind: "Array", start }, depth);
    case "{":
      return takeMembers(scanner, { kind: "Object", start }, depth);
    case "t":
      return scanner.takeToken("true", 1);
    case "f":
      return scanner.takeToken("false", 1);
    case "n":
      return scanner.takeToken("null", 1);
    case "N":
      return takeNoNumber(scanner, "NaN");
    case "I":
      return takeNoNumber(scanner, "Infinity");
    case "+":
      return refusePlus(scanner);
    case "}":
    case "]":
      if (depth === 0) refuseEnd(scanner, first, undefined);
      return first === "}" ? scanner.unexpected(first, "expected a value") : scanner.unknownValue(first);
    default:
      if (first !== "-" && !isDigit(first)) scanner.unknownValue(first);
      scanner.position--;
      return takeNumber(scanner, depth === 0);
  }
}

/** Everything up to the end of a list or an object. */
function takeMembers(scanner: JsonScanner, context: Context, depth: number): void {
  if (depth >= DEEPEST)
    throw new JsonProblem(
      `Document nesting depth (${DEEPEST + 1}) exceeds the maximum allowed (${DEEPEST}, from \`StreamReadConstraints.getMaxNestingDepth()\`)`,
    );
  const { kind } = context;
  const end = kind === "Array" ? "]" : "}";
  for (let isFirst = true; ; isFirst = false) {
    let next = scanner.takeVisible();
    if (next === "") scanner.end(`: expected close marker for ${kind} (start marker at ${location(context.start)})`);
    if (next === end) return;
    if (next === "]" || next === "}") refuseEnd(scanner, next, context);
    if (!isFirst) {
      if (next !== ",") scanner.unexpected(next, `was expecting comma to separate ${kind} entries`);
      next = scanner.takeVisible();
      if (next === "") scanner.end(` within/between ${kind} entries`);
    }
    if (kind === "Object") next = takeName(scanner, next);
    takeValue(scanner, next, depth + 1);
  }
}

/** A name and the colon behind it; answers what the value begins with. */
function takeName(scanner: JsonScanner, first: string): string {
  if (first !== '"') scanner.unexpected(first, "was expecting double-quote to start field name");
  takeString(scanner, "name", " in field name");
  const colon = scanner.takeVisible();
  if (colon === "") scanner.end(" within/between Object entries");
  if (colon !== ":") scanner.unexpected(colon, "was expecting a colon to separate field name and value");
  const next = scanner.takeVisible();
  return next === "" ? scanner.end(" within/between Object entries") : next;
}

function takeString(scanner: JsonScanner, what: string, unclosed: string): void {
  for (;;) {
    if (scanner.done) scanner.end(unclosed);
    const character = scanner.peek();
    scanner.position++;
    if (character === '"') return;
    if (character === "\\") takeEscape(scanner);
    else if (character < " ")
      scanner.fail(
        `Illegal unquoted character (${described(character)}): has to be escaped using backslash to be included in ${what}`,
        scanner.place(1),
      );
  }
}

function takeEscape(scanner: JsonScanner): void {
  const character = take(scanner);
  if (character !== "u") {
    if (!'btnfr"/\\'.includes(character))
      scanner.fail(`Unrecognized character escape ${described(character)}`, scanner.place(1));
    return;
  }
  for (let count = 0; count < 4; count++) {
    const digit = take(scanner);
    if (!/[\da-f]/i.test(digit)) scanner.unexpected(digit, "expected a hex-digit for character escape sequence");
  }
}

function take(scanner: JsonScanner): string {
  if (scanner.done) scanner.end(" in character escape sequence");
  return scanner.text.charAt(scanner.position++);
}

function takeNoNumber(scanner: JsonScanner, token: string): never {
  scanner.takeToken(token, 1);
  return scanner.fail(`Non-standard token '${token}': enable \`JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS\` to allow`);
}

function refusePlus(scanner: JsonScanner): never {
  if (scanner.done) scanner.end(" in a Number value");
  return scanner.unexpectedInNumber(
    "+",
    "JSON spec does not allow numbers to have plus signs: enable `JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS` to allow",
    scanner.position,
  );
}

/** The end of something else than what the reader is in. */
function refuseEnd(scanner: JsonScanner, end: string, context: Context | undefined): never {
  const { kind = "root", start = { line: 1, column: 0 } } = context ?? {};
  return scanner.fail(
    `Unexpected close marker '${end}': expected '${end === "]" ? "}" : "]"}' (for ${kind} starting at ${location(start)})`,
    scanner.place(1),
  );
}
