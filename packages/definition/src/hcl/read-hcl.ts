import type { Source } from "../source/place.ts";
import { type Text, textAt } from "../source/text.ts";
import { Cursor } from "./cursor.ts";
import type { Attribute, Block, Expression, ObjectMember, Part } from "./expression.ts";
import { readHeredoc, readQuoted, readTemplate } from "./templates.ts";

const NAME = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?!\w)/y;
const STEP = /\.(?:[\p{L}_][\p{L}\p{N}_-]*|\d+|\*)/uy;
const OPERATOR = /(?:[=!<>]=|&&|\|\||[+*/%<>-])(?!\{)/y;

/**
 * Reads a file of Terraform: its blocks and attributes. Values are read as far as they are written down; what Terraform has to
 * compute stays as its text. [doc: HCL native syntax specification]
 */
export function readHcl(source: Source): Block {
  const cursor = new Cursor(textAt(source, 0, source.text));
  return { type: "", labels: [], place: cursor.place, ...readBody(cursor, false) };
}

/** The parts of a text that Terraform fills in. */
export function readHclTemplate(text: Text): readonly Part[] {
  return readTemplate(new Cursor(text), (cursor) => readExpression(cursor, true));
}

function readBody(cursor: Cursor, isInBlock: boolean): Pick<Block, "attributes" | "blocks"> {
  const attributes: Attribute[] = [];
  const blocks: Block[] = [];
  for (;;) {
    cursor.skip(true);
    if (isInBlock ? cursor.take("}") : cursor.isAtEnd) return { attributes, blocks };
    const { place } = cursor;
    const name = cursor.match(NAME) ?? cursor.refuse(isInBlock ? "a name or }" : "a name");
    cursor.skip(false);
    if (cursor.peek("=") && !cursor.peek("==")) {
      cursor.index++;
      attributes.push({ name, place, value: readExpression(cursor, false) });
      continue;
    }
    const labels: string[] = [];
    while (!cursor.take("{")) {
      const quoted = cursor.match(/"[^"\n]*"/y);
      labels.push(quoted?.slice(1, -1) ?? cursor.match(NAME) ?? cursor.refuse("= or {"));
      cursor.skip(false);
    }
    blocks.push({ type: name, labels, place, ...readBody(cursor, true) });
  }
}

/** @param lines Whether it may go on in the next line, as it does inside brackets. */
function readExpression(cursor: Cursor, lines: boolean): Expression {
  cursor.skip(lines);
  const start = cursor.index;
  const { place } = cursor;
  const open = (first?: Expression): Expression => {
    const source = cursor.text.flat.slice(start, cursor.index).trim();
    return { kind: "open", place, source, ...(first === undefined ? {} : { first }) };
  };
  let read: Expression = readOne(cursor, lines);
  while (cursor.match(STEP) !== undefined || readIndex(cursor)) read = open();
  cursor.skip(lines);
  while (cursor.match(OPERATOR) !== undefined) {
    readExpression(cursor, lines);
    read = open();
    cursor.skip(lines);
  }
  if (!cursor.take("?")) return read;
  const first = readExpression(cursor, lines);
  cursor.skip(true);
  if (!cursor.take(":")) cursor.refuse(":");
  readExpression(cursor, lines);
  return open(first);
}

/** `[0]`, `["key"]`, `[*]` behind a value. */
function readIndex(cursor: Cursor): boolean {
  if (!cursor.take("[")) return false;
  cursor.skip(true);
  if (!cursor.take("*")) readExpression(cursor, true);
  cursor.skip(true);
  if (!cursor.take("]")) cursor.refuse("]");
  return true;
}

function readOne(cursor: Cursor, lines: boolean): Expression {
  const { place } = cursor;
  const start = cursor.index;
  const number = cursor.match(NUMBER);
  if (number !== undefined) return { kind: "scalar", place, value: Number(number) };
  const read = (inner: Cursor): Expression => readExpression(inner, true);
  if (cursor.take('"')) return { kind: "template", place, parts: readQuoted(cursor, read) };
  if (cursor.take("<<")) return { kind: "template", place, parts: readHeredoc(cursor, read) };
  if (cursor.peek("{") || cursor.peek("[")) return readCollection(cursor);
  if (cursor.match(/[!-]/y) !== undefined) {
    readExpression(cursor, lines);
    return { kind: "open", place, source: cursor.text.flat.slice(start, cursor.index) };
  }
  if (cursor.take("(")) {
    const inner = readExpression(cursor, true);
    cursor.skip(true);
    return cursor.take(")") ? inner : cursor.refuse(")");
  }
  const name = cursor.match(NAME) ?? cursor.refuse("a value");
  if (name === "true" || name === "false") return { kind: "scalar", place, value: name === "true" };
  if (name === "null") return { kind: "scalar", place, value: null };
  if (cursor.take("(")) return { kind: "call", place, name, arguments: readItems(cursor, ")") };
  return { kind: "open", place, source: name };
}

function readCollection(cursor: Cursor): Expression {
  const { place } = cursor;
  const start = cursor.index;
  const isObject = cursor.take("{");
  if (!isObject) cursor.take("[");
  cursor.skip(true);
  if (cursor.match(/for\b(?!\s*=)/y) !== undefined) {
    skipTo(cursor, isObject ? "}" : "]");
    return { kind: "open", place, source: cursor.text.flat.slice(start, cursor.index) };
  }
  if (!isObject) return { kind: "list", place, items: readItems(cursor, "]") };
  return { kind: "object", place, members: readMembers(cursor) };
}

function readItems(cursor: Cursor, close: string): readonly Expression[] {
  const items: Expression[] = [];
  for (;;) {
    cursor.skip(true);
    if (cursor.take(close)) return items;
    items.push(readExpression(cursor, true));
    cursor.skip(true);
    cursor.take("...");
    cursor.skip(true);
    if (!cursor.take(",") && !cursor.peek(close)) cursor.refuse(`, or ${close}`);
  }
}

function readMembers(cursor: Cursor): readonly ObjectMember[] {
  const members: ObjectMember[] = [];
  for (;;) {
    cursor.skip(true);
    if (cursor.take("}")) return members;
    const { place } = cursor;
    const key = keyOf(cursor);
    cursor.skip(false);
    if (!cursor.take("=") && !cursor.take(":")) cursor.refuse("= or :");
    members.push({ key, place, value: readExpression(cursor, false) });
    cursor.skip(false);
    cursor.take(",");
  }
}

function keyOf(cursor: Cursor): string {
  const key = cursor.match(NAME) ?? cursor.match(/\d+/y);
  if (key !== undefined) return key;
  const start = cursor.index;
  const read = readOne(cursor, true);
  if (read.kind === "template" && read.parts.every((part) => "text" in part))
    return read.parts.map((part) => ("text" in part ? part.text.flat : "")).join("");
  return `\${${cursor.text.flat.slice(start, cursor.index).replaceAll(/[^\w.]+/g, "")}}`;
}

/** Behind the bracket that closes what is open; texts are skipped whole. */
function skipTo(cursor: Cursor, close: string): void {
  for (;;) {
    cursor.skip(true);
    if (cursor.isAtEnd) cursor.refuse(close);
    if (cursor.take(close)) return;
    if (cursor.take("{")) skipTo(cursor, "}");
    else if (cursor.take("[")) skipTo(cursor, "]");
    else if (cursor.take("(")) skipTo(cursor, ")");
    else if (cursor.take('"')) readQuoted(cursor, (inner) => readExpression(inner, true));
    else if (cursor.peek("<<") && /^<<-?\w/.test(cursor.text.flat.slice(cursor.index, cursor.index + 4)))
      readOne(cursor, true);
    else cursor.index++;
  }
}
