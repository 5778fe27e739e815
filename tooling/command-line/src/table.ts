import measure from "fast-string-truncated-width";

/** A column of a {@link renderTable | table}. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** @default "left" */
  readonly align?: "left" | "right";
  /**
   * Where the table is too wide: `keep` leaves the cells whole, `drop` leaves the column out, the last such one first;
   * `cut` shortens its cells, when everything that may be dropped is, again from the last one on.
   * @default "keep"
   */
  readonly narrow?: "keep" | "drop" | "cut";
  /** Colours a cell, which is padded already. */
  readonly style?: (text: string, row: Row) => string;
}

interface Measured<Row> {
  readonly column: Column<Row>;
  readonly cells: readonly string[];
  readonly width: number;
}

const GAP = "  ";
/** Less of a cell says nothing. */
const LEAST_CUT = 8;
/** Where there is no terminal that says its own. */
const USUAL_WIDTH = 80;

/** The columns of a terminal; 80 where the stream is none. */
export function widthOf(stream: { readonly isTTY?: boolean; readonly columns?: number } = process.stdout): number {
  return stream.isTTY === true ? (stream.columns ?? USUAL_WIDTH) : USUAL_WIDTH;
}

/** A line of titles, a ruler, a line for each row: no line is wider than `width` while there is something to leave out. */
export function renderTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width: number): string {
  const fitted = fit(
    columns.map((column) => measureColumn(column, rows)),
    width,
  );
  const line = (textOf: (each: Measured<Row>) => string): string => fitted.map(textOf).join(GAP).trimEnd();
  return [
    line(({ column, width: columnWidth }) => padded(column.title, columnWidth, column.align)),
    line(({ width: columnWidth }) => "-".repeat(columnWidth)),
    ...rows.map((row, index) =>
      line(({ column, cells, width: columnWidth }) => {
        const cell = padded(cells[index] ?? "", columnWidth, column.align);
        return column.style === undefined ? cell : column.style(cell, row);
      }),
    ),
  ].join("\n");
}

function measureColumn<Row>(column: Column<Row>, rows: readonly Row[]): Measured<Row> {
  const cells = rows.map(column.cell);
  return { column, cells, width: Math.max(...[column.title, ...cells].map(widthIn)) };
}

function fit<Row>(all: readonly Measured<Row>[], width: number): readonly Measured<Row>[] {
  let kept = all;
  while (excess(kept, width) > 0) {
    const drop = kept.findLast(({ column }) => column.narrow === "drop");
    if (drop === undefined) break;
    kept = kept.filter((each) => each !== drop);
  }
  for (const each of kept.toReversed()) {
    const tooMuch = excess(kept, width);
    if (tooMuch <= 0 || each.column.narrow !== "cut") continue;
    const cut = Math.max(Math.min(LEAST_CUT, each.width), each.width - tooMuch);
    kept = kept.map((other) => (other === each ? { ...each, width: cut } : other));
  }
  return kept;
}

function excess(columns: readonly Measured<never>[] | readonly Measured<unknown>[], width: number): number {
  return columns.reduce((sum, each) => sum + each.width + GAP.length, -GAP.length) - width;
}

function padded(text: string, width: number, align: "left" | "right" = "left"): string {
  const { width: taken, truncated, index } = measure(text, { limit: width, ellipsis: "…" });
  if (truncated) return padded(`${text.slice(0, index)}…`, width, align);
  const blanks = " ".repeat(Math.max(0, width - taken));
  return align === "left" ? text + blanks : blanks + text;
}

function widthIn(text: string): number {
  return measure(text).width;
}
