import { RegularExpression } from "../regular-expressions/regular-expression.ts";
import { type Scanner, SyntaxProblem } from "../scanner.ts";
import type { Comparison, Filter, FilterPath, Operand } from "./path.ts";
import { readQuoted } from "./quoted.ts";

const DEEPEST = 20;
/** Conditions that one `&&` or `||` may join. */
const MOST_TERMS = 500;

/** Reads `@…` or `$…`. */
type ReadPath = (scanner: Scanner, depth: number) => FilterPath;

/** Reads the inside of `[?( … )]`. */
export function parseFilter(scanner: Scanner, depth: number, readPath: ReadPath): Filter {
  if (depth > DEEPEST) scanner.fail(`filters nest at most ${DEEPEST} deep`);
  let left = readAnd(scanner, depth, readPath);
  for (let terms = 1; next(scanner, "||"); terms++) {
    if (terms >= MOST_TERMS) scanner.fail(`at most ${MOST_TERMS} conditions can be joined`);
    left = { kind: "or", left, right: readAnd(scanner, depth, readPath) };
  }
  return left;
}

function readAnd(scanner: Scanner, depth: number, readPath: ReadPath): Filter {
  let left = readTerm(scanner, depth, readPath);
  for (let terms = 1; next(scanner, "&&"); terms++) {
    if (terms >= MOST_TERMS) scanner.fail(`at most ${MOST_TERMS} conditions can be joined`);
    left = { kind: "and", left, right: readTerm(scanner, depth, readPath) };
  }
  return left;
}

function readTerm(scanner: Scanner, depth: number, readPath: ReadPath): Filter {
  if (depth > DEEPEST) scanner.fail(`filters nest at most ${DEEPEST} deep`);
  if (next(scanner, "!")) return { kind: "not", operand: readTerm(scanner, depth + 1, readPath) };
  if (next(scanner, "(")) {
    const inner = parseFilter(scanner, depth + 1, readPath);
    scanner.skipSpace();
    scanner.expect(")");
    return inner;
  }
  const left = readOperand(scanner, depth, readPath);
  scanner.skipSpace();
  const operator = scanner.match(/==|!=|<=|>=|=~|<|>|nin\b|in\b/iy)?.toLowerCase();
  if (operator !== undefined) {
    return { kind: "compare", operator: operator as Comparison, left, right: readOperand(scanner, depth, readPath) };
  }
  if (left.kind !== "path") return scanner.fail("expected a comparison");
  return { kind: "exists", path: left.path };
}

function readOperand(scanner: Scanner, depth: number, readPath: ReadPath): Operand {
  scanner.skipSpace();
  if (/[@$]/.test(scanner.text.charAt(scanner.position))) return { kind: "path", path: readPath(scanner, depth) };
  const pattern = scanner.match(/\/(?:[^/\\]|\\.)+\/i?/y);
  if (pattern !== undefined) return { kind: "pattern", pattern: readPattern(scanner, pattern) };
  return { kind: "literal", value: readLiteral(scanner, depth) };
}

function readLiteral(scanner: Scanner, depth: number): unknown {
  scanner.skipSpace();
  if (depth > DEEPEST) return scanner.fail(`lists nest at most ${DEEPEST} deep`);
  if (scanner.take("[")) {
    const items: unknown[] = [];
    scanner.skipSpace();
    while (!scanner.take("]")) {
      items.push(readLiteral(scanner, depth + 1));
      if (scanner.match(/\s*,/y) === undefined) scanner.skipSpace();
    }
    return items;
  }
  const text = readQuoted(scanner);
  if (text !== undefined) return text;
  const word = scanner.match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true\b|false\b|null\b/y);
  if (word !== undefined) return JSON.parse(word) as unknown;
  // Without quotes, as samples of AWS's own have it. [aws-samples/step-functions-workflows-collection]
  return scanner.match(/[^\s()[\],'"=<>!&|~@$]+/uy) ?? scanner.fail("expected a value");
}

/** The whole text has to match, as in the library that AWS uses. [inference: the library's source] */
function readPattern(scanner: Scanner, literal: string): RegularExpression {
  const end = literal.lastIndexOf("/");
  try {
    return new RegularExpression(literal.slice(1, end).replaceAll("\\/", "/"), literal.slice(end + 1), { whole: true });
  } catch (error) {
    if (error instanceof SyntaxProblem) return scanner.fail(`${literal} is not a regular expression: ${error.message}`);
    throw error;
  }
}

function next(scanner: Scanner, token: string): boolean {
  scanner.skipSpace();
  return scanner.take(token);
}
