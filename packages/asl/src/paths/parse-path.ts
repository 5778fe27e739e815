import { Scanner } from "../scanner.ts";
import { parseFilter } from "./parse-filter.ts";
import type { FilterPath, Path, PathFunction, Segment } from "./path.ts";
import { readQuoted } from "./quoted.ts";

const FUNCTIONS: readonly string[] = ["length", "min", "max", "avg", "sum", "keys", "first", "last"];
/** Filters can contain paths that contain filters. */
const DEEPEST = 20;

/** Nobody writes longer ones; chains of conditions stay short enough to follow. */
const LONGEST = 10_000;

/** A name behind a dot, where other things follow the path. */
const NAME = /[^\s.[\](){}'",;:=<>!&|*?~^+/\\`#%]+/uy;
/** A name behind a dot, where the path is the whole text: up to what goes on with the path. [the source of Jayway JsonPath] */
const ANY_NAME = /[^\s.[\]()'",*]+/uy;

/** Compiles a JSONPath, blanks around it aside; throws a {@link SyntaxProblem} where it is not one. */
export function parsePath(text: string): Path {
  const scanner = new Scanner(text.trimEnd());
  if (text.length > LONGEST) scanner.fail(`a path has at most ${LONGEST} characters`);
  scanner.skipSpace();
  const path = readPath(scanner, ANY_NAME);
  if (!scanner.done) scanner.fail("a path ends here");
  return path;
}

/** Reads the path that begins at the scanner's place and leaves the scanner behind it. */
export function readPath(scanner: Scanner, name: RegExp = NAME): Path {
  const start = scanner.position;
  scanner.expect("$");
  const root = readRoot(scanner);
  const segments = readSegments(scanner, 0, name);
  return { text: scanner.text.slice(start, scanner.position), root, segments, definite: isDefinite(segments) };
}

/** Reads `@…` or `$…` inside a filter. */
function readFilterPath(scanner: Scanner, depth: number): FilterPath {
  const relative = scanner.take("@");
  if (!relative) scanner.expect("$");
  const segments = readSegments(scanner, depth + 1, NAME);
  return { relative, segments, definite: isDefinite(segments) };
}

function readRoot(scanner: Scanner): Path["root"] {
  if (scanner.take("$")) return { kind: "context" };
  const name = scanner.match(/[\p{L}_][\p{L}\p{N}_]*/uy);
  return name === undefined ? { kind: "input" } : { kind: "variable", name };
}

function readSegments(scanner: Scanner, depth: number, name: RegExp): Segment[] {
  if (depth > DEEPEST) scanner.fail(`filters nest at most ${DEEPEST} deep`);
  const segments: Segment[] = [];
  for (;;) {
    if (scanner.take("..")) {
      segments.push({ kind: "descend" });
      if (scanner.take("[")) segments.push(readBracket(scanner, depth));
      else segments.push(readDotted(scanner, name));
    } else if (scanner.take(".")) {
      if (scanner.take("[")) segments.push(readBracket(scanner, depth));
      else segments.push(readDotted(scanner, name));
    } else if (scanner.take("[")) segments.push(readBracket(scanner, depth));
    else return segments;
  }
}

function readDotted(scanner: Scanner, pattern: RegExp): Segment {
  if (scanner.take("*")) return { kind: "wildcard" };
  const name = scanner.match(pattern);
  if (name === undefined) return scanner.fail("expected a name");
  if (!scanner.take("()")) return { kind: "name", name };
  if (!FUNCTIONS.includes(name)) scanner.fail(`unknown path function '${name}()'`);
  return { kind: "function", name: name as PathFunction };
}

function readBracket(scanner: Scanner, depth: number): Segment {
  scanner.skipSpace();
  const segment = readSelector(scanner, depth);
  scanner.skipSpace();
  scanner.expect("]");
  return segment;
}

function readSelector(scanner: Scanner, depth: number): Segment {
  if (scanner.take("*")) return { kind: "wildcard" };
  // The last item, or one before it. [doc: paths, where it is an example]
  const fromEnd = scanner.match(/\(\s*@\.length\s*-\s*\d+\s*\)/y);
  if (fromEnd !== undefined) return { kind: "index", index: -Number(/\d+/.exec(fromEnd)) };
  if (scanner.take("?")) {
    scanner.skipSpace();
    scanner.expect("(");
    const test = parseFilter(scanner, depth, readFilterPath);
    scanner.skipSpace();
    scanner.expect(")");
    return { kind: "filter", test };
  }
  const quoted = readQuoted(scanner);
  if (quoted !== undefined) return readNames(scanner, quoted);
  return readIndexes(scanner);
}

function readNames(scanner: Scanner, first: string): Segment {
  const names = [first];
  while (scanner.match(/\s*,\s*/y) !== undefined) {
    const next = readQuoted(scanner);
    if (next === undefined) scanner.fail("expected a quoted name");
    names.push(next);
  }
  return names.length === 1 ? { kind: "name", name: first } : { kind: "names", names };
}

function readIndexes(scanner: Scanner): Segment {
  const start = readInteger(scanner);
  if (scanner.match(/\s*:\s*/y) !== undefined) {
    const end = readInteger(scanner);
    const step = scanner.match(/\s*:\s*/y) === undefined ? 1 : (readInteger(scanner) ?? 1);
    if (step < 1) scanner.fail("the step of a slice is at least 1");
    return { kind: "slice", ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }), step };
  }
  if (start === undefined) return scanner.fail("expected a name, an index, a slice, '*' or a filter");
  const indexes = [start];
  while (scanner.match(/\s*,\s*/y) !== undefined)
    indexes.push(readInteger(scanner) ?? scanner.fail("expected an index"));
  return indexes.length === 1 ? { kind: "index", index: start } : { kind: "indexes", indexes };
}

function readInteger(scanner: Scanner): number | undefined {
  const digits = scanner.match(/-?\d+/y);
  return digits === undefined ? undefined : Number(digits);
}

function isDefinite(segments: readonly Segment[]): boolean {
  return segments.every(({ kind }) => kind === "name" || kind === "index" || kind === "function");
}
