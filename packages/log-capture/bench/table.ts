/** Prints a Markdown table; the first column is the row's name. */
export function printTable(title: string, columns: readonly string[], rows: readonly (readonly string[])[]): void {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "¦")).join(" | ")} |`;
  const text = [`\n### ${title}\n`, line(columns), `|${"---|".repeat(columns.length)}`, ...rows.map(line)];
  process.stdout.write(`${text.join("\n")}\n`);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] = [sorted[middle - 1 + (sorted.length % 2)], sorted[middle]];
  return (low + high) / 2;
}
