import { formatCsv } from "./csv.ts";

/** Numbers by day: `dates` ascending as they came, one column of numbers per name, NaN where there is none. */
export interface DailySeries<Column extends string = string> {
  readonly dates: readonly string[];
  readonly columns: Readonly<Record<Column, Float64Array>>;
}

/**
 * Reads a CSV whose first column is `date` and whose others are numbers.
 *
 * @param wanted - columns that must be there; others are read too.
 * @throws Error naming line and column of the first cell that is neither empty nor a number.
 */
export function parseDailySeries<const Column extends string>(
  csv: string,
  wanted: readonly Column[],
): DailySeries<Column> {
  const lines = csv.trimEnd().split(/\r?\n/);
  const [first, ...names] = (lines[0] ?? "").split(",");
  const missing = wanted.filter((column) => !names.includes(column));
  if (first !== "date" || missing.length > 0) {
    throw new Error(`expected the columns date,${wanted.join(",")}, got ${JSON.stringify(lines[0])}`);
  }
  const dates: string[] = [];
  const columns: Record<string, Float64Array> = {};
  for (const name of names) columns[name] = new Float64Array(lines.length - 1);

  for (const [at, line] of lines.slice(1).entries()) {
    const [date = "", ...cells] = line.split(",");
    if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) throw new Error(`line ${at + 2}: ${JSON.stringify(date)} is not a date`);
    if (cells.length !== names.length) {
      throw new Error(`line ${at + 2}: expected ${names.length + 1} cells, got ${cells.length + 1}`);
    }
    dates.push(date);
    for (const [index, name] of names.entries()) {
      (columns[name] as Float64Array)[at] = parseCell(cells[index] as string, name, at + 2);
    }
  }
  return { dates, columns: columns as Record<Column, Float64Array> };
}

/** The series as CSV with `date` first, as {@link parseDailySeries} reads it; NaN is an empty cell. */
export function formatDailySeries({ dates, columns }: DailySeries): string {
  const names = Object.keys(columns);
  const values = Object.values(columns);
  return formatCsv(
    ["date", ...names],
    dates.map((date, day) => [date, ...values.map((column) => column[day])]),
  );
}

function parseCell(cell: string, column: string, line: number): number {
  if (cell === "") return Number.NaN;
  const value = Number(cell);
  if (Number.isFinite(value)) return value;
  throw new Error(`line ${line}: ${column} is ${JSON.stringify(cell)}, not a number`);
}
