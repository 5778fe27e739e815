import { formatCsv, lineChart, parseDailySeries, roundTo, type Run } from "@alpha-engine/artifacts";

import { dayRows, FEATURE_NAMES, NEEDED_COLUMNS, type DayRow } from "./features/day-rows.ts";
import { fitLogisticRidge, probabilityOfRise, type LogisticModel } from "./model/logistic-ridge.ts";
import { accuracy, areaUnderCurve, logLoss } from "./validation/scores.ts";
import { knownRows, walkForward, type WalkForward, type YearResult } from "./validation/walk-forward.ts";

const RIDGE = 50;
const WARM_UP_YEARS = 3;
const DIGITS = 8;

/** Stage `train`: prices → `predictor/<run_date>/`. */
export async function train(run: Run, log: (line: string) => void): Promise<void> {
  const prices = await run.require("data/prices");
  const series = parseDailySeries(await prices.text("prices.csv"), NEEDED_COLUMNS);
  log(`read ${prices.key}: ${series.dates.length} days`);

  const rows = dayRows(series);
  const validated = walkForward(rows, { ridge: RIDGE, warmUpYears: WARM_UP_YEARS });
  if (validated.years.length === 0) {
    throw new Error(
      `too little history: more than ${WARM_UP_YEARS} years of prices are needed, got ${rows.length} days`,
    );
  }
  const metrics = summarise(validated);
  log(
    `walk-forward ${validated.years[0]?.year} to ${validated.years.at(-1)?.year}: accuracy ${percent(metrics.accuracy)}, always up ${percent(metrics.alwaysUp)}, auc ${metrics.areaUnderCurve}`,
  );

  const model = fitLogisticRidge(knownRows(rows), RIDGE);
  const { key } = await run.publish("predictor", [
    {
      name: "model.json",
      body: json({ runDate: run.runDate, ...describeModel(model, rows) }),
      contentType: "application/json",
    },
    {
      name: "walk_forward.csv",
      body: yearTable(validated.years),
      rows: validated.years.length,
      contentType: "text/csv",
    },
    { name: "metrics.json", body: json({ runDate: run.runDate, ...metrics }), contentType: "application/json" },
    { name: "walk_forward.svg", body: yearChart(validated.years), contentType: "image/svg+xml" },
  ]);
  log(`published s3://${run.bucket}/${key}`);
}

interface Metrics {
  readonly days: number;
  readonly years: number;
  readonly accuracy: number;
  readonly alwaysUp: number;
  readonly logLoss: number;
  readonly constantLogLoss: number;
  readonly areaUnderCurve: number;
  /** Whether the features told more than the share of rises in the past does. */
  readonly beatsConstant: boolean;
}

function summarise({ years, forecasts }: WalkForward): Metrics {
  const own = logLoss(forecasts);
  const constant = logLoss(forecasts.map(({ rose, constant }) => ({ rose, probability: constant })));
  return {
    days: forecasts.length,
    years: years.length,
    accuracy: roundTo(DIGITS, accuracy(forecasts)),
    alwaysUp: roundTo(DIGITS, forecasts.filter(({ rose }) => rose === 1).length / forecasts.length),
    logLoss: roundTo(DIGITS, own),
    constantLogLoss: roundTo(DIGITS, constant),
    areaUnderCurve: roundTo(DIGITS, areaUnderCurve(forecasts)),
    beatsConstant: own < constant,
  };
}

function describeModel(model: LogisticModel, rows: readonly DayRow[]): object {
  const last = rows.at(-1) as DayRow;
  const examples = knownRows(rows);
  return {
    kind: "logistic-ridge",
    target: "the next trading day closes higher",
    ridge: RIDGE,
    trainedDays: examples.length,
    trainedThrough: examples.at(-1)?.date,
    intercept: roundTo(DIGITS, model.intercept),
    features: FEATURE_NAMES.map((name, index) => ({
      name,
      mean: roundTo(DIGITS, model.scaling.means[index] as number),
      deviation: roundTo(DIGITS, model.scaling.deviations[index] as number),
      weight: roundTo(DIGITS, model.weights[index] as number),
    })),
    next: { madeOn: last.date, probabilityOfRise: roundTo(DIGITS, probabilityOfRise(model, last.features)) },
  };
}

function yearTable(years: readonly YearResult[]): string {
  return formatCsv(
    ["year", "train_days", "test_days", "accuracy", "always_up", "log_loss", "constant_log_loss"],
    years.map(({ year, trainDays, testDays, ...scores }) => [
      year,
      trainDays,
      testDays,
      ...[scores.accuracy, scores.alwaysUp, scores.logLoss, scores.constantLogLoss].map((score) =>
        roundTo(DIGITS, score),
      ),
    ]),
  );
}

function yearChart(years: readonly YearResult[]): string {
  return lineChart({
    title: "Walk-forward accuracy by year",
    subtitle: "direction of the next day; each year is forecast by a model fitted on the years before it",
    x: years.map(({ year }) => year),
    yLabel: "share of days forecast right",
    lines: [
      { name: "model", values: years.map(({ accuracy }) => accuracy), dots: true },
      { name: "always up", values: years.map(({ alwaysUp }) => alwaysUp), dots: true },
    ],
  });
}

function json(value: object): string {
  return `${JSON.stringify({ schemaVersion: 1, ...value }, null, 2)}\n`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
