import type { DailySeries } from "../../series/daily-series.ts";

export interface MarketDocument {
  /** The month, YYYY-MM. */
  readonly id: string;
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

type DescribedColumn = "close" | "volume" | "return_1d" | "volatility_21d";

/** One text per month that says in words what the market did, and knows nothing of later months. */
export function monthDocuments({ dates, columns }: DailySeries<DescribedColumn>): readonly MarketDocument[] {
  const documents: MarketDocument[] = [];
  let record = 0;
  let start = 0;
  while (start < dates.length) {
    const id = (dates[start] as string).slice(0, 7);
    let end = start;
    while (end < dates.length && (dates[end] as string).startsWith(id)) {
      record = Math.max(record, columns.close[end] as number);
      end++;
    }
    const month = measureMonth({ dates, columns }, start, end, record);
    const title = new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" }).format(
      Date.parse(id),
    );
    documents.push({
      id,
      title,
      from: dates[start] as string,
      to: dates[end - 1] as string,
      text: describe(title, month),
    });
    start = end;
  }
  return documents;
}

interface Month {
  readonly days: number;
  readonly change: number;
  readonly close: number;
  readonly drawdown: number;
  readonly volatility: number;
  readonly busy: number;
  /** Undefined when no day of the month has a day before it. */
  readonly best: DayChange | undefined;
  readonly worst: DayChange | undefined;
}

interface DayChange {
  readonly date: string;
  readonly change: number;
}

function measureMonth(
  { dates, columns }: DailySeries<DescribedColumn>,
  start: number,
  end: number,
  record: number,
): Month {
  const { close, volume, return_1d: returns, volatility_21d: volatility } = columns;
  const before = close[Math.max(start - 1, 0)] as number;
  const last = close[end - 1] as number;
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const changes = dates
    .slice(start, end)
    .map((date, day): DayChange => ({ date, change: returns[start + day] as number }))
    .filter(({ change }) => !Number.isNaN(change))
    .toSorted((a, b) => b.change - a.change);
  return {
    days: end - start,
    change: last / before - 1,
    close: last,
    drawdown: 1 - last / record,
    volatility: volatility[end - 1] as number,
    busy: start < 252 ? 1 : mean(volume.subarray(start, end)) / mean(volume.subarray(start - 252, start)),
    best: changes[0],
    worst: changes.at(-1),
  };
}

function describe(title: string, month: Month): string {
  const { days, change, close, drawdown, volatility, busy, best, worst } = month;
  const sentences = [
    `${title}: the S&P 500 ${movement(change)} ${percent(Math.abs(change))} in ${days} trading days and closed at ${close.toFixed(2)}.`,
    `${position(drawdown)}.`,
    `${Number.isNaN(volatility) ? "Volatility is not known yet" : `${mood(volatility)}, with an annualised volatility of ${percent(volatility)}`}.`,
    ...(best === undefined || worst === undefined
      ? []
      : [
          `The best day was ${best.date} (${percent(best.change)}), the worst ${worst.date} (${percent(worst.change)}).`,
        ]),
    busy > 1.25
      ? "Trading was heavy against the year before."
      : busy < 0.85
        ? "Trading was thin against the year before."
        : "Trading was ordinary.",
  ];
  return sentences.join(" ");
}

function movement(change: number): string {
  if (change < -0.08) return "crashed, losing";
  if (change < -0.02) return "declined by";
  if (change < 0.02) return "drifted sideways, moving";
  if (change < 0.06) return "advanced by";
  return "rallied, gaining";
}

function position(drawdown: number): string {
  if (drawdown < 0.01) return "It stood at a record high";
  if (drawdown < 0.1) return `It stood near its record, ${percent(drawdown)} below`;
  if (drawdown < 0.2) return `It was in a correction, ${percent(drawdown)} below its record`;
  return `It was deep in a bear market, ${percent(drawdown)} below its record`;
}

function mood(volatility: number): string {
  if (volatility < 0.1) return "The market was calm";
  if (volatility < 0.18) return "The market was steady";
  if (volatility < 0.3) return "The market was nervous";
  return "The market was in panic";
}

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)} %`;
}
