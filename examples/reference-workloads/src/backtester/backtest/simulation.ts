import { lineChart } from "../../chart/line-chart.ts";
import { formatCsv } from "../../series/csv.ts";
import { formatDailySeries } from "../../series/daily-series.ts";
import { roundTo } from "../../series/round-to.ts";
import type { Run } from "../../stages/open-run.ts";
import type { ChosenRun } from "./chosen-run.ts";
import { readMarket } from "./market.ts";
import type { PhaseOptions } from "./phase-options.ts";
import { COST_BPS, sweep, type Sweep } from "./sweep.ts";

const DIGITS = 14;

/** Phase `simulation`: prices → `backtest/<run_date>/simulation/`. */
export async function simulation(
  run: Run,
  log: (line: string) => void,
  { lastDays, vectorized, candidates }: PhaseOptions,
): Promise<void> {
  const { dates, close, volatility } = await readMarket(run, log, lastDays);
  const swept = sweep({ close, volatility }, { vectorized, candidates });
  const chosen = describeChoice(swept, dates, run.runDate);
  const { strategy, inSample, outOfSample } = chosen;
  log(`${chosen.candidates} candidates from ${chosen.start}, chosen on the days before ${chosen.split}`);
  log(
    `chosen ${strategyName(strategy)}: sharpe ${inSample.sharpe.toFixed(2)} in sample, ${outOfSample.sharpe.toFixed(2)} out of sample, rank ${chosen.rankOutOfSample} there`,
  );

  const days = dates.slice(swept.start);
  const { key } = await run.publish("backtest/simulation", [
    { name: "sweep.csv", body: sweepTable(swept), rows: swept.candidates.length, contentType: "text/csv" },
    { name: "chosen.json", body: `${JSON.stringify(chosen, null, 2)}\n`, contentType: "application/json" },
    { name: "equity.csv", body: equityTable(swept, days), rows: days.length, contentType: "text/csv" },
    { name: "equity.svg", body: equityChart(swept, days, strategyName(strategy)), contentType: "image/svg+xml" },
  ]);
  log(`published s3://${run.bucket}/${key}`);
}

function describeChoice(
  { candidates, chosen, buyAndHold, start, split }: Sweep,
  dates: readonly string[],
  runDate: string,
): ChosenRun {
  const better = candidates.filter(({ outOfSample }) => outOfSample.sharpe > chosen.outOfSample.sharpe);
  return {
    schemaVersion: 1,
    runDate,
    mode: "param-sweep",
    strategy: chosen.strategy,
    costBps: COST_BPS,
    start: dates[start] as string,
    split: dates[split] as string,
    candidates: candidates.length,
    rankOutOfSample: better.length + 1,
    trades: chosen.trades,
    inSample: chosen.inSample,
    outOfSample: chosen.outOfSample,
    buyAndHold: { inSample: buyAndHold.inSample, outOfSample: buyAndHold.outOfSample },
  };
}

function strategyName({ fast, slow, maxVolatility }: ChosenRun["strategy"]): string {
  return `${fast}/${slow} days${maxVolatility === null ? "" : `, volatility up to ${maxVolatility * 100} %`}`;
}

function sweepTable({ candidates, chosen }: Sweep): string {
  const measures = ["annualReturn", "volatility", "sharpe", "maxDrawdown"] as const;
  const names = ["annual_return", "volatility", "sharpe", "max_drawdown"];
  return formatCsv(
    [
      "fast",
      "slow",
      "max_volatility",
      "trades",
      ...names.map((name) => `in_sample_${name}`),
      ...names.map((name) => `out_of_sample_${name}`),
      "chosen",
    ],
    candidates.map((candidate) => [
      candidate.strategy.fast,
      candidate.strategy.slow,
      candidate.strategy.maxVolatility ?? undefined,
      candidate.trades,
      ...measures.map((measure) => candidate.inSample[measure]),
      ...measures.map((measure) => candidate.outOfSample[measure]),
      candidate === chosen ? 1 : 0,
    ]),
  );
}

function equityTable({ chosen, buyAndHold, start }: Sweep, days: readonly string[]): string {
  const round = (values: Float64Array): Float64Array => values.map((value) => roundTo(DIGITS, value));
  return formatDailySeries({
    dates: days,
    columns: {
      equity: round(chosen.equity),
      position: chosen.positions.subarray(start),
      buy_and_hold: round(buyAndHold.equity),
    },
  });
}

function equityChart(
  { candidates, chosen, buyAndHold, start, split }: Sweep,
  days: readonly string[],
  name: string,
): string {
  const others = candidates.filter((candidate) => candidate !== chosen);
  return lineChart({
    title: "Equity of the sweep",
    subtitle: `${candidates.length} candidates at ${COST_BPS} bps a trade, logarithmic; chosen on the days left of the mark`,
    x: days,
    yLabel: "worth of 1",
    yScale: "log",
    lines: [
      ...others.map(({ equity }) => ({ name: "other candidates", values: equity, weight: "faint" as const })),
      { name: `chosen: ${name}`, values: chosen.equity },
      { name: "buy and hold", values: buyAndHold.equity },
    ],
    marks: { name: "out of sample from here", days: [days[split - start] as string] },
  });
}
