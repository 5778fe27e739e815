import type { ArtifactFile } from "@alpha-engine/artifacts";

import { lineChart } from "../../chart/line-chart.ts";
import { formatCsv } from "../../series/csv.ts";
import { formatDailySeries, parseDailySeries } from "../../series/daily-series.ts";
import { roundTo } from "../../series/round-to.ts";
import type { Run } from "../../stages/open-run.ts";
import { readMarket } from "../backtest/market.ts";
import { performance, type Performance } from "../backtest/performance.ts";
import type { PhaseOptions } from "../backtest/phase-options.ts";
import { simulate } from "../backtest/simulate.ts";
import { COST_BPS } from "../backtest/sweep.ts";

/** `predictor_stats.json`. */
export interface PredictorStats {
  readonly schemaVersion: 1;
  readonly runDate: string;
  /** Long on days whose rise was given more than this. */
  readonly threshold: number;
  readonly start: string;
  readonly split: string;
  readonly trades: number;
  /** Share of the days held. */
  readonly invested: number;
  readonly inSample: Performance;
  readonly outOfSample: Performance;
  readonly buyAndHold: { readonly inSample: Performance; readonly outOfSample: Performance };
}

const THRESHOLDS = Array.from({ length: 13 }, (_, at) => 0.5 + at / 100);
const IN_SAMPLE_SHARE = 0.65;
const LEAST_DAYS = 500;
const DIGITS = 14;

/** Phase `predictor_pipeline`: prices and forecasts → `backtest/<run_date>/predictor_pipeline/`. */
export async function predictorPipeline(
  run: Run,
  log: (line: string) => void,
  { lastDays }: PhaseOptions,
): Promise<void> {
  const { dates, close } = await readMarket(run, log, lastDays);
  const predictor = await run.require("predictor");
  const forecasts = parseDailySeries(await predictor.text("forecasts.csv"), ["probability"]);
  log(`read ${predictor.key}: ${forecasts.dates.length} forecasts`);

  const said = new Map(forecasts.dates.map((date, at) => [date, forecasts.columns.probability[at] as number]));
  // What is held from a day's close to the next was forecast for the next.
  const probability = dates.map((_, day) => said.get(dates[day + 1] ?? "") ?? Number.NaN);
  const start = probability.findIndex((value) => !Number.isNaN(value));
  const days = dates.length - start;
  if (start < 0 || days < LEAST_DAYS)
    throw new Error(`too few forecasts: ${LEAST_DAYS} days are needed, got ${forecasts.dates.length}`);
  const split = Math.round(days * IN_SAMPLE_SHARE);

  const measure = (held: Float64Array): Measured => {
    const { equity, trades } = simulate(close, held, { start, costBps: COST_BPS });
    return {
      held,
      equity,
      trades,
      inSample: performance(equity.subarray(0, split)),
      outOfSample: performance(equity.subarray(split - 1)),
    };
  };
  const candidates = THRESHOLDS.map((threshold) => ({
    threshold,
    ...measure(Float64Array.from(probability, (value) => (value > threshold ? 1 : 0))),
  }));
  const hold = measure(new Float64Array(dates.length).fill(1));
  const [chosen] = candidates.toSorted((a, b) => b.inSample.sharpe - a.inSample.sharpe || a.trades - b.trades);
  if (chosen === undefined) return;
  log(
    `chosen threshold ${chosen.threshold}: sharpe ${chosen.inSample.sharpe.toFixed(2)} in sample, ${chosen.outOfSample.sharpe.toFixed(2)} out of sample, ${chosen.trades} trades`,
  );

  const stats: PredictorStats = {
    schemaVersion: 1,
    runDate: run.runDate,
    threshold: chosen.threshold,
    start: dates[start] as string,
    split: dates[start + split] as string,
    trades: chosen.trades,
    invested: roundTo(6, chosen.held.subarray(start).reduce((sum, value) => sum + value, 0) / days),
    inSample: chosen.inSample,
    outOfSample: chosen.outOfSample,
    buyAndHold: { inSample: hold.inSample, outOfSample: hold.outOfSample },
  };
  const { key } = await run.publish("backtest/predictor_pipeline", [
    sweepFile(candidates, chosen),
    { name: "predictor_stats.json", body: `${JSON.stringify(stats, null, 2)}\n`, contentType: "application/json" },
    equityFile({ dates, start, chosen, hold }),
    chartFile({ dates: dates.slice(start), split: stats.split, candidates, chosen, hold }),
  ]);
  log(`published s3://${run.bucket}/${key}`);
}

interface Measured {
  readonly held: Float64Array;
  readonly equity: Float64Array;
  readonly trades: number;
  readonly inSample: Performance;
  readonly outOfSample: Performance;
}

interface Candidate extends Measured {
  readonly threshold: number;
}

function sweepFile(candidates: readonly Candidate[], chosen: Candidate): ArtifactFile {
  const header = [
    "threshold",
    "trades",
    "in_sample_sharpe",
    "out_of_sample_sharpe",
    "in_sample_return",
    "out_of_sample_return",
    "chosen",
  ];
  const rows = candidates.map((one) => [
    one.threshold,
    one.trades,
    one.inSample.sharpe,
    one.outOfSample.sharpe,
    one.inSample.annualReturn,
    one.outOfSample.annualReturn,
    one === chosen ? 1 : 0,
  ]);
  return {
    name: "predictor_sweep.csv",
    body: formatCsv(header, rows),
    rows: candidates.length,
    contentType: "text/csv",
  };
}

interface Equity {
  readonly dates: readonly string[];
  /** The day from which forecasts are there. */
  readonly start: number;
  readonly chosen: Measured;
  readonly hold: Measured;
}

function equityFile({ dates, start, chosen, hold }: Equity): ArtifactFile {
  const shown = dates.slice(start);
  const round = (values: Float64Array): Float64Array => values.map((value) => roundTo(DIGITS, value));
  const columns = {
    equity: round(chosen.equity),
    position: chosen.held.subarray(start),
    buy_and_hold: round(hold.equity),
  };
  return {
    name: "equity.csv",
    body: formatDailySeries({ dates: shown, columns }),
    rows: shown.length,
    contentType: "text/csv",
  };
}

interface Chart {
  readonly dates: readonly string[];
  readonly split: string;
  readonly candidates: readonly Candidate[];
  readonly chosen: Candidate;
  readonly hold: Measured;
}

function chartFile({ dates, split, candidates, chosen, hold }: Chart): ArtifactFile {
  const body = lineChart({
    title: "Equity of trading on the forecasts",
    subtitle: `${candidates.length} thresholds at ${COST_BPS} bps a trade, logarithmic; chosen on the days left of the mark`,
    x: dates,
    yLabel: "worth of 1",
    yScale: "log",
    lines: [
      ...candidates
        .filter((one) => one !== chosen)
        .map(({ equity }) => ({ name: "other thresholds", values: equity, weight: "faint" as const })),
      { name: `chosen: above ${chosen.threshold}`, values: chosen.equity },
      { name: "buy and hold", values: hold.equity },
    ],
    marks: { name: "out of sample from here", days: [split] },
  });
  return { name: "equity.svg", body, contentType: "image/svg+xml" };
}
