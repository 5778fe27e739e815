/** What a cell may hold; undefined and NaN are empty cells. */
export type Cell = string | number | undefined;

/**
 * A table as text: a header line, then one line per row. A cell with a comma, a quote or a line break in it is quoted as
 * RFC 4180 has it; lines end with a line feed alone, as every reader here takes them.
 */
export function formatCsv(columns: readonly string[], rows: Iterable<readonly Cell[]>): string {
  const lines = [line(columns)];
  for (const row of rows) lines.push(line(row));
  return `${lines.join("\n")}\n`;
}

function line(cells: readonly Cell[]): string {
  return cells.map(formatCell).join(",");
}

function formatCell(cell: Cell): string {
  if (cell === undefined || Number.isNaN(cell)) return "";
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
