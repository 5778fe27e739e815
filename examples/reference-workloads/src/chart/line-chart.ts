import { decimate } from "./decimate.ts";
import { decimalYear, linearScale, logScale, type Scale } from "./scale.ts";
import { formatTick, linearTicks, logTicks, yearTicks } from "./ticks.ts";

/** One line of a {@link LineChart}; named in the legend. */
export interface Line {
  readonly name: string;
  /** One value per `x`; NaN breaks the line. */
  readonly values: ArrayLike<number>;
  /** `faint` lines are the crowd behind the others and share one entry of the legend. @default "plain" */
  readonly weight?: "plain" | "faint";
  /** Draw each value as a dot too. @default false */
  readonly dots?: boolean;
}

/** What {@link lineChart} draws: values over days or years, with what is to be pointed out among them. */
export interface LineChart {
  readonly title: string;
  readonly subtitle?: string;
  /** Days as YYYY-MM-DD, or years as YYYY, ascending. */
  readonly x: readonly string[];
  readonly yLabel: string;
  /** @default "linear" */
  readonly yScale?: "linear" | "log";
  readonly lines: readonly Line[];
  /** Days to point out with a vertical stroke. */
  readonly marks?: { readonly name: string; readonly days: readonly string[] };
  /** Values to point out with a broken stroke across. */
  readonly levels?: readonly { readonly name: string; readonly value: number }[];
}

const WIDTH = 960;
const HEIGHT = 480;
const PLOT = { left: 80, right: 940, top: 88, bottom: 432 } as const;
// Mid tones that can be told apart on white and on black alike; the page shows through.
const INK = "#7a7a7a";
const COLOURS = ["#2f86d6", "#d9752b", "#2f9e63", "#b457b8", "#8a6d3b", "#1aa3a3", "#c2507a", "#7d83c9"] as const;
const FAINT = "#9a9a9a";
const MARK = "#d64545";

/** A chart of values over the years, as an SVG document. The same input gives the same bytes. */
export function lineChart(chart: LineChart): string {
  const { lines, marks, levels = [] } = chart;
  const entries = legendOf(
    lines,
    marks?.name,
    levels.map(({ name }) => name),
  );
  const plot = { ...PLOT, top: PLOT.top + 20 * Math.max(...entries.map(({ row }) => row), 0) };
  const years = chart.x.map(decimalYear);
  const x = linearScale([years[0] ?? 0, years.at(-1) ?? 1], [PLOT.left, PLOT.right]);
  const extent = valueExtent([...lines, { name: "", values: levels.map(({ value }) => value) }]);
  const isLog = chart.yScale === "log";
  const y = (isLog ? logScale : linearScale)(extent, [plot.bottom, plot.top]);
  const colours = lineColours(lines);

  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="13" fill="${INK}">`,
    `<title>${escape(chart.title)}</title>`,
    text(PLOT.left, 28, chart.title, 'font-size="18" font-weight="600"'),
    ...(chart.subtitle === undefined ? [] : [text(PLOT.left, 48, chart.subtitle)]),
    ...entries.map(legendEntry),
    ...(isLog ? logTicks(extent) : linearTicks(extent)).map((value) => yTick(value, y(value))),
    ...yearTicks(x.domain).map((year) => xTick(year, x(year))),
    ...(marks?.days ?? []).map((day) => vertical(x(decimalYear(day)), plot.top)),
    ...levels.map(({ value }) => horizontal(y(value))),
    ...lines.map((line, index) => drawLine(line, colours[index] as string, { years, x, y })),
    `<text transform="rotate(-90)" x="${-(plot.top + plot.bottom) / 2}" y="18" text-anchor="middle">${escape(chart.yLabel)}</text>`,
    text((PLOT.left + PLOT.right) / 2, HEIGHT - 10, "year", 'text-anchor="middle"'),
    "</svg>",
  ].join("\n")}\n`;
}

function valueExtent(lines: readonly Line[]): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { values } of lines) {
    for (let index = 0; index < values.length; index++) {
      const value = values[index] as number;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (low > high) return [0, 1];
  return low === high ? [low - (Math.abs(low) || 1) / 2, high + (Math.abs(high) || 1) / 2] : [low, high];
}

function lineColours(lines: readonly Line[]): readonly string[] {
  let next = 0;
  return lines.map(({ weight }) => (weight === "faint" ? FAINT : (COLOURS[next++ % COLOURS.length] as string)));
}

interface LegendEntry {
  readonly name: string;
  readonly colour: string;
  readonly left: number;
  readonly row: number;
  readonly isBroken: boolean;
}

/** One entry per name, in as many rows as they need. */
function legendOf(lines: readonly Line[], mark: string | undefined, levels: readonly string[]): readonly LegendEntry[] {
  const colours = lineColours(lines);
  const named = new Map<string, string>();
  for (const [index, { name }] of lines.entries()) if (!named.has(name)) named.set(name, colours[index] as string);
  for (const name of mark === undefined ? levels : [mark, ...levels]) named.set(name, MARK);
  let left: number = PLOT.left;
  let row = 0;
  return [...named].map(([name, colour]) => {
    // System fonts are about 7 px a character at this size; a name of wide ones needs more.
    const width = 44 + name.length * 7.8;
    if (left > PLOT.left && left + width > PLOT.right + 20) {
      left = PLOT.left;
      row += 1;
    }
    const entry = { name, colour, left: Math.round(left), row, isBroken: levels.includes(name) };
    left += width;
    return entry;
  });
}

function legendEntry({ name, colour, left, row, isBroken }: LegendEntry): string {
  const y = 66 + row * 20;
  const dashes = isBroken ? ' stroke-dasharray="6 4"' : "";
  return `<path d="M${left} ${y}h20" stroke="${colour}" stroke-width="${isBroken ? 1.6 : 3}"${dashes}/>${text(left + 26, y + 4, name)}`;
}

function yTick(value: number, y: number): string {
  const at = fixed(y);
  return `<path d="M${PLOT.left} ${at}H${PLOT.right}" stroke="${INK}" stroke-opacity="0.25"/>${text(PLOT.left - 8, y + 4, formatTick(value), 'text-anchor="end"')}`;
}

function xTick(year: number, x: number): string {
  return `<path d="M${fixed(x)} ${PLOT.bottom}v6" stroke="${INK}"/>${text(x, PLOT.bottom + 22, String(year), 'text-anchor="middle"')}`;
}

function horizontal(y: number): string {
  return `<path d="M${PLOT.left} ${fixed(y)}H${PLOT.right}" stroke="${MARK}" stroke-dasharray="6 4"/>`;
}

function vertical(x: number, top: number): string {
  return `<path d="M${fixed(x)} ${fixed(top)}V${PLOT.bottom}" stroke="${MARK}" stroke-opacity="0.6"/>`;
}

interface Axes {
  readonly years: readonly number[];
  readonly x: Scale;
  readonly y: Scale;
}

function drawLine(line: Line, colour: string, { years, x, y }: Axes): string {
  const isFaint = line.weight === "faint";
  const style = `stroke="${colour}" stroke-width="${isFaint ? 0.7 : 1.6}" stroke-opacity="${isFaint ? 0.4 : 1}"`;
  const points = decimate(years, line.values, isFaint ? 120 : PLOT.right - PLOT.left);
  let path = "";
  let pen = "M";
  for (const [year, value] of points) {
    const point = Number.isFinite(value) ? `${fixed(x(year))} ${fixed(y(value))}` : undefined;
    if (point !== undefined) path += pen + point;
    pen = point === undefined ? "M" : "L";
  }
  const drawn = `<path d="${path}" fill="none" ${style} stroke-linejoin="round"/>`;
  if (line.dots !== true) return drawn;
  const dots = points.filter(([, value]) => Number.isFinite(value));
  return (
    drawn +
    dots
      .map(([year, value]) => `<circle cx="${fixed(x(year))}" cy="${fixed(y(value))}" r="3.5" fill="${colour}"/>`)
      .join("")
  );
}

function text(x: number, y: number, words: string, attributes = ""): string {
  return `<text x="${fixed(x)}" y="${fixed(y)}"${attributes === "" ? "" : ` ${attributes}`}>${escape(words)}</text>`;
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escape(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
