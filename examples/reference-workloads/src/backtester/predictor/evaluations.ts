import type { ArtifactFile } from "@alpha-engine/artifacts";

import { lineChart } from "../../chart/line-chart.ts";
import { formatCsv } from "../../series/csv.ts";
import { parseDailySeries } from "../../series/daily-series.ts";
import { roundTo } from "../../series/round-to.ts";
import type { Run } from "../../stages/open-run.ts";
import { readMarket } from "../backtest/market.ts";
import { performance } from "../backtest/performance.ts";
import type { PhaseOptions } from "../backtest/phase-options.ts";
import { simulate } from "../backtest/simulate.ts";

type Log = (line: string) => void;
type Row = Readonly<Record<string, string | number>>;

const DIGITS = 8;
const COSTS = [0, 1, 2, 5, 10, 20] as const;

/** Phase 4a: what trading on the forecasts brought in each year, beside buying and holding. */
export async function byYear(run: Run, log: Log): Promise<void> {
  const { dates, equity, hold } = await readPipeline(run);
  // The first day is the base of the first return, and no more of its year.
  const years = [...new Set(dates.slice(1).map((date) => date.slice(0, 4)))];
  const rows = years.map((year) => {
    const from = Math.max(dates.findIndex((date) => date.startsWith(year)) - 1, 0);
    const to = dates.findLastIndex((date) => date.startsWith(year));
    const gain = (worth: Float64Array): number => roundTo(DIGITS, (worth[to] as number) / (worth[from] as number) - 1);
    return { year, return: gain(equity), buy_and_hold: gain(hold) };
  });
  const better = rows.filter((row) => row.return > row.buy_and_hold).length;
  log(`better than buying and holding in ${better} of ${rows.length} years`);
  const chart = lineChart({
    title: "Trading on the forecasts, year by year",
    subtitle: "after costs; the first and the last year are not whole",
    x: years,
    yLabel: "return of the year",
    lines: [
      { name: "forecasts", values: rows.map((row) => row.return), dots: true },
      { name: "buy and hold", values: rows.map((row) => row.buy_and_hold), dots: true },
    ],
    levels: [{ name: "nothing gained", value: 0 }],
  });
  await publish(run, log, {
    phase: "phase4a",
    rows,
    more: [{ name: "years.svg", body: chart, contentType: "image/svg+xml" }],
  });
}

/** Phase 4b: the same by how turbulent the market was when the forecast was made, in three parts of equal size. */
export async function byRegime(run: Run, log: Log, { lastDays }: PhaseOptions): Promise<void> {
  const pipeline = await readPipeline(run);
  const market = await readMarket(run, log, lastDays);
  const turbulence = new Map(market.dates.map((date, day) => [date, market.volatility[day] as number]));
  const days = pipeline.dates.slice(1).map((_, at) => ({
    volatility: turbulence.get(pipeline.dates[at] as string) ?? Number.NaN,
    gained: (pipeline.equity[at + 1] as number) / (pipeline.equity[at] as number) - 1,
    held: (pipeline.hold[at + 1] as number) / (pipeline.hold[at] as number) - 1,
  }));
  const ordered = days
    .filter(({ volatility }) => !Number.isNaN(volatility))
    .toSorted((a, b) => a.volatility - b.volatility);
  const third = Math.ceil(ordered.length / 3);
  const rows = ["calm", "ordinary", "turbulent"].map((regime, at) => {
    const part = ordered.slice(at * third, (at + 1) * third);
    const mean = (pick: "gained" | "held"): number =>
      roundTo(DIGITS, part.reduce((sum, day) => sum + day[pick], 0) / part.length);
    return { regime, days: part.length, mean_return: mean("gained"), mean_buy_and_hold: mean("held") };
  });
  await publish(run, log, { phase: "phase4b", rows });
}

/** Phase 4c: the same positions at other costs. */
export async function byCost(run: Run, log: Log, { lastDays }: PhaseOptions): Promise<void> {
  const { dates, position } = await readPipeline(run);
  const market = await readMarket(run, log, lastDays);
  const start = market.dates.indexOf(dates[0] as string);
  if (start < 0)
    throw new Error(`the prices have no ${dates[0]}, on which the pipeline begins: make both from the same`);
  const held = new Float64Array(market.close.length);
  held.set(position, start);
  const rows = COSTS.map((costBps) => {
    const { equity, trades } = simulate(market.close, held, { start, costBps });
    const { annualReturn, sharpe } = performance(equity);
    return { cost_bps: costBps, trades, annual_return: annualReturn, sharpe };
  });
  await publish(run, log, { phase: "phase4c", rows });
}

interface Pipeline {
  readonly dates: readonly string[];
  readonly equity: Float64Array;
  readonly hold: Float64Array;
  readonly position: Float64Array;
}

async function readPipeline(run: Run): Promise<Pipeline> {
  const pipeline = await run.require("backtest/predictor_pipeline");
  const { dates, columns } = parseDailySeries(await pipeline.text("equity.csv"), [
    "equity",
    "position",
    "buy_and_hold",
  ]);
  return { dates, equity: columns.equity, hold: columns.buy_and_hold, position: columns.position };
}

interface Evaluation {
  readonly phase: "phase4a" | "phase4b" | "phase4c";
  readonly rows: readonly Row[];
  readonly more?: readonly ArtifactFile[];
}

async function publish(run: Run, log: Log, { phase, rows, more = [] }: Evaluation): Promise<void> {
  const names = Object.keys(rows[0] ?? {});
  const report = { schemaVersion: 1, runDate: run.runDate, rows };
  const { key } = await run.publish(`backtest/${phase}`, [
    { name: `${phase}.json`, body: `${JSON.stringify(report, null, 2)}\n`, contentType: "application/json" },
    {
      name: `${phase}.csv`,
      body: formatCsv(
        names,
        rows.map((row) => names.map((name) => row[name])),
      ),
      rows: rows.length,
      contentType: "text/csv",
    },
    ...more,
  ]);
  log(`published s3://${run.bucket}/${key}`);
}
