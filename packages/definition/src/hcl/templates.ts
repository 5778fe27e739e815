import { decodeString } from "../source/json-string.ts";
import { concat, slice, type Text } from "../source/text.ts";
import type { Cursor } from "./cursor.ts";
import type { Expression, Part } from "./expression.ts";

/** Reads an expression up to what ends it. */
export type ReadExpression = (cursor: Cursor) => Expression;

/** What stands between quotes, the first of which is taken already. */
export function readQuoted(cursor: Cursor, read: ReadExpression): readonly Part[] {
  const parts: Part[] = [];
  for (;;) {
    const start = cursor.index;
    cursor.match(/(?:[^"\\$%\n]|\\.|\$\$\{|%%\{|[$%](?!\{))*/y);
    const written = slice(cursor.text, start, cursor.index);
    if (written.flat !== "") parts.push({ text: plain(decodeString(written) ?? written) });
    if (cursor.take('"')) return parts;
    if (!inserted(cursor, parts, read)) cursor.refuse('"');
  }
}

/** A `<<WORD`, of which the two characters are taken already. */
export function readHeredoc(cursor: Cursor, read: ReadExpression): readonly Part[] {
  const isIndented = cursor.take("-");
  const word = cursor.match(/[\w-]+/y) ?? cursor.refuse("a word");
  cursor.match(/[^\n]*\n?/y);
  const { flat } = cursor.text;
  const end = new RegExp(`^[^\\S\\n]*${word}[^\\S\\n]*\\r?$`, "m").exec(flat.slice(cursor.index));
  if (end === null) return cursor.refuse(`a line with ${word}`);
  const last = cursor.index + end.index;
  const indent = isIndented ? commonIndent(flat.slice(cursor.index, last)) : 0;
  const parts: Part[] = [];
  while (cursor.index < last) {
    const start = cursor.index;
    cursor.match(/(?:[^$%]|\$\$\{|%%\{|[$%](?!\{))*/y);
    cursor.index = Math.min(cursor.index, last);
    if (cursor.index > start) parts.push({ text: plain(undented(slice(cursor.text, start, cursor.index), indent)) });
    if (cursor.index < last && !inserted(cursor, parts, read)) cursor.refuse("${");
  }
  cursor.index = last + end[0].length;
  return parts;
}

/** The parts of a file that `templatefile` reads. */
export function readTemplate(cursor: Cursor, read: ReadExpression): readonly Part[] {
  const parts: Part[] = [];
  while (!cursor.isAtEnd) {
    const start = cursor.index;
    cursor.match(/(?:[^$%]|\$\$\{|%%\{|[$%](?!\{))*/y);
    if (cursor.index > start) parts.push({ text: plain(slice(cursor.text, start, cursor.index)) });
    if (!cursor.isAtEnd && !inserted(cursor, parts, read)) cursor.refuse("${");
  }
  return parts;
}

/** `${ … }`; of `%{ if … }` the text inside it stays. */
function inserted(cursor: Cursor, parts: Part[], read: ReadExpression): boolean {
  const { place } = cursor;
  if (cursor.match(/%\{[^}]*\}/y) !== undefined) return true;
  if (!cursor.take("${")) return false;
  cursor.take("~");
  parts.push({ place, inserted: read(cursor) });
  cursor.skip(true);
  cursor.take("~");
  if (!cursor.take("}")) cursor.refuse("}");
  return true;
}

/** `$${` is the text `${`, as is `%%{`. */
function plain(text: Text): Text {
  return without(text, /\$(?=\$\{)|%(?=%\{)/g);
}

function undented(text: Text, indent: number): Text {
  return indent === 0 ? text : without(text, new RegExp(`(?<=^|\\n)[^\\S\\n]{1,${indent}}`, "g"));
}

function without(text: Text, pattern: RegExp): Text {
  const pieces: Text[] = [];
  let end = 0;
  for (const { index, 0: cut } of text.flat.matchAll(pattern)) {
    pieces.push(slice(text, end, index));
    end = index + cut.length;
  }
  return end === 0 ? text : concat([...pieces, slice(text, end, text.flat.length)]);
}

function commonIndent(text: string): number {
  const indents = [...text.matchAll(/^([^\S\n]*)\S/gm)].map(([, blanks = ""]) => blanks.length);
  return indents.length === 0 ? 0 : Math.min(...indents);
}
