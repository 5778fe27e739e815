import type { JsonArray } from "../json.ts";

/** The rows of a CSV text: quotes hold delimiters, newlines and doubled quotes; empty lines are no rows. [RFC 4180] */
export function csvRows(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = "";
  let quoted = false;
  const endField = (): void => {
    row.push(field);
    field = "";
  };
  const endRow = (): void => {
    if (row.length > 0 || field !== "") {
      endField();
      rows.push(row);
    }
    row = [];
  };
  for (let index = text.startsWith("\uFEFF") ? 1 : 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (quoted) {
      if (character !== '"') field += character;
      else if (text.charAt(index + 1) === '"') field += text.charAt(++index);
      else quoted = false;
    } else if (character === '"' && field === "") quoted = true;
    else if (character === delimiter) endField();
    else if (character === "\n") endRow();
    else if (character !== "\r" || text.charAt(index + 1) !== "\n") field += character;
  }
  endRow();
  return rows;
}

/** Rows as objects: what a row has too much is dropped, what it lacks is empty. [recordings: scenarios, test_map_item_reader] */
export function csvItems(
  rows: readonly (readonly string[])[],
  given: readonly string[] | undefined,
  failure: (cause: string) => Error,
): JsonArray {
  const headers = given ?? rows[0] ?? [];
  if (new Set(headers).size < headers.length) throw failure("CSV headers cannot contain duplicates.");
  const data = given === undefined ? rows.slice(1) : rows;
  return data.map((row) => Object.fromEntries(headers.map((header, index) => [header, row[index] ?? ""])));
}
