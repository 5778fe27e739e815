import { readPath } from "../paths/parse-path.ts";
import { Scanner } from "../scanner.ts";
import { compileFormat } from "./format-template.ts";
import { INTRINSICS, type IntrinsicName } from "./functions.ts";
import type { Argument, Intrinsic } from "./intrinsic.ts";

/** AWS refuses calls that nest deeper. [doc: intrinsic functions] */
const DEEPEST = 10;

/**
 * Functions whose text arguments keep the backslash of an escape: in `States.Array`, `\'` reached a machine as
 * backslash-quote, twice, while `States.Format` templates of the same definition came out unescaped. [incidents, May and August 2026]
 */
const KEEPS_BACKSLASH: ReadonlySet<IntrinsicName> = new Set(["States.Array"]);

/** Compiles `States.Name(…)`; throws a {@link SyntaxProblem} where it is not a call. */
export function parseIntrinsic(text: string): Intrinsic {
  const scanner = new Scanner(text);
  scanner.skipSpace();
  const call = readCall(scanner, 1);
  scanner.skipSpace();
  if (!scanner.done) scanner.fail("the call ends here");
  return call;
}

function readCall(scanner: Scanner, depth: number): Intrinsic {
  if (depth > DEEPEST) scanner.fail(`calls nest at most ${DEEPEST} deep`);
  const start = scanner.position;
  const name = scanner.match(/[A-Za-z][\w.]*/y);
  if (name === undefined) return scanner.fail("expected a function, like States.Format");
  if (!Object.hasOwn(INTRINSICS, name)) {
    scanner.position = start;
    scanner.fail(`unknown function ${name}`);
  }
  const known = name as IntrinsicName;
  scanner.skipSpace();
  scanner.expect("(");
  const args = readArguments(scanner, known, depth);
  return { kind: "call", text: scanner.text.slice(start, scanner.position), name: known, arguments: args };
}

function readArguments(scanner: Scanner, name: IntrinsicName, depth: number): Argument[] {
  const args: Argument[] = [];
  scanner.skipSpace();
  if (scanner.take(")")) return args;
  for (;;) {
    scanner.skipSpace();
    args.push(readArgument(scanner, name, args.length, depth));
    scanner.skipSpace();
    if (scanner.take(")")) return args;
    scanner.expect(",");
  }
}

function readArgument(scanner: Scanner, name: IntrinsicName, index: number, depth: number): Argument {
  const next = scanner.text.charAt(scanner.position);
  if (next === "$") return { kind: "path", path: readPath(scanner) };
  if (next === "'") {
    const raw = readLiteral(scanner);
    if (name === "States.Format" && index === 0) return compileFormat(raw);
    return { kind: "value", value: KEEPS_BACKSLASH.has(name) ? raw : raw.replaceAll(/\\([\s\S])/gu, "$1") };
  }
  const word = scanner.match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?![\w.])/y);
  if (word !== undefined) return { kind: "value", value: JSON.parse(word) as number | boolean | null };
  return readCall(scanner, depth + 1);
}

/** The text between single quotes with its escapes as written. */
function readLiteral(scanner: Scanner): string {
  scanner.expect("'");
  const start = scanner.position;
  for (;;) {
    scanner.match(/[^\\']*/y);
    if (scanner.take("'")) return scanner.text.slice(start, scanner.position - 1);
    if (scanner.done) return scanner.fail("expected a closing '");
    if (scanner.match(/\\[\\'{}]/y) === undefined) scanner.fail(String.raw`only \\ \' \{ \} are escapes`);
  }
}
