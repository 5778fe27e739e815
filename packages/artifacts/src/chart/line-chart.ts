import { decimate } from "./decimate.ts";
import { decimalYear, linearScale, logScale, type Scale } from "./scale.ts";
import { formatTick, linearTicks, logTicks, yearTicks } from "./ticks.ts";

export interface Line {
  readonly name: string;
  /** One value per `x`; NaN breaks the line. */
  readonly values: ArrayLike<number>;
  /** `faint` lines are the crowd behind the others and share one entry of the legend. @default "plain" */
  readonly weight?: "plain" | "faint";
  /** Draw each value as a dot too. @default false */
  readonly dots?: boolean;
}

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
}

const WIDTH = 960;
const HEIGHT = 480;
const PLOT = { left: 80, right: 940, top: 88, bottom: 432 } as const;
// Mid tones that can be told apart on white and on black alike; the page shows through.
const INK = "#7a7a7a";
const COLOURS = ["#2f86d6", "#d9752b", "#2f9e63", "#b457b8"] as const;
const FAINT = "#9a9a9a";
const MARK = "#d64545";

/** A chart of values over the years, as an SVG document. The same input gives the same bytes. */
export function lineChart(chart: LineChart): string {
  const { lines, marks } = chart;
  const years = chart.x.map(decimalYear);
  const x = linearScale([years[0] ?? 0, years.at(-1) ?? 1], [PLOT.left, PLOT.right]);
  const extent = valueExtent(lines);
  const isLog = chart.yScale === "log";
  const y = (isLog ? logScale : linearScale)(extent, [PLOT.bottom, PLOT.top]);
  const colours = lineColours(lines);

  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="13" fill="${INK}">`,
    `<title>${escape(chart.title)}</title>`,
    text(PLOT.left, 28, chart.title, 'font-size="18" font-weight="600"'),
    ...(chart.subtitle === undefined ? [] : [text(PLOT.left, 48, chart.subtitle)]),
    ...legend(lines, colours, marks?.name),
    ...(isLog ? logTicks(extent) : linearTicks(extent)).map((value) => yTick(value, y(value))),
    ...yearTicks(x.domain).map((year) => xTick(year, x(year))),
    ...(marks?.days ?? []).map((day) => vertical(x(decimalYear(day)))),
    ...lines.map((line, index) => drawLine(line, colours[index] as string, years, x, y)),
    `<text transform="rotate(-90)" x="${-(PLOT.top + PLOT.bottom) / 2}" y="18" text-anchor="middle">${escape(chart.yLabel)}</text>`,
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

function legend(lines: readonly Line[], colours: readonly string[], mark: string | undefined): string[] {
  const entries = new Map<string, string>();
  for (const [index, { name }] of lines.entries()) {
    if (!entries.has(name)) entries.set(name, colours[index] as string);
  }
  if (mark !== undefined) entries.set(mark, MARK);
  let left: number = PLOT.left;
  return [...entries].map(([name, colour]) => {
    const at = left;
    // System fonts are about 7 px a character at this size.
    left += 46 + name.length * 7;
    return `<path d="M${at} 66h20" stroke="${colour}" stroke-width="3"/>${text(at + 26, 70, name)}`;
  });
}

function yTick(value: number, y: number): string {
  const at = fixed(y);
  return `<path d="M${PLOT.left} ${at}H${PLOT.right}" stroke="${INK}" stroke-opacity="0.25"/>${text(PLOT.left - 8, y + 4, formatTick(value), 'text-anchor="end"')}`;
}

function xTick(year: number, x: number): string {
  return `<path d="M${fixed(x)} ${PLOT.bottom}v6" stroke="${INK}"/>${text(x, PLOT.bottom + 22, String(year), 'text-anchor="middle"')}`;
}

function vertical(x: number): string {
  return `<path d="M${fixed(x)} ${PLOT.top}V${PLOT.bottom}" stroke="${MARK}" stroke-opacity="0.6"/>`;
}

function drawLine(line: Line, colour: string, years: readonly number[], x: Scale, y: Scale): string {
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
