const BEGIN = "<!-- npm run house -- --write -->";
const END = "<!-- end -->";

/** A document with the table of numbers that stands between its marks replaced. */
export function withTable(document: string, table: string): string {
  const { before, after } = split(document);
  return `${before}\n${table}\n${after}`;
}

/**
 * Every row that a document quotes: what a package is called, and its cells. How many lines there are changes with every
 * commit, and is as it was when somebody last wrote the table.
 */
export function quotedRows(document: string): ReadonlyMap<string, readonly string[]> {
  return rowsOf(split(document).quoted);
}

export function rowsOf(table: string): ReadonlyMap<string, readonly string[]> {
  const rows = table
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  return new Map(rows.slice(2).map(([, name = "", ...cells]) => [name, cells.slice(0, -1)]));
}

function split(document: string): { readonly before: string; readonly quoted: string; readonly after: string } {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`no place for the table: ${BEGIN} … ${END}`);
  const from = begin + BEGIN.length + 1;
  return { before: document.slice(0, from), quoted: document.slice(from, end), after: document.slice(end) };
}
