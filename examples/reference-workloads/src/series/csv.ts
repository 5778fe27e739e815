/** A table as text: a header line, then one line per row. Values hold no commas; undefined and NaN are empty cells. */
export function formatCsv(
  columns: readonly string[],
  rows: Iterable<readonly (string | number | undefined)[]>,
): string {
  const lines = [columns.join(",")];
  for (const row of rows) lines.push(row.map(formatCell).join(","));
  return `${lines.join("\n")}\n`;
}

function formatCell(cell: string | number | undefined): string {
  return cell === undefined || Number.isNaN(cell) ? "" : String(cell);
}
