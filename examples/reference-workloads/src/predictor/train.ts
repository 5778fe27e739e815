import type { ArtifactFile } from "@alpha-engine/artifacts";

import { lineChart } from "../chart/line-chart.ts";
import { formatCsv } from "../series/csv.ts";
import { parseDailySeries } from "../series/daily-series.ts";
import { roundTo } from "../series/round-to.ts";
import type { Run } from "../stages/open-run.ts";
import { adjustedBasis } from "./features/basis.ts";
import { dayRows, FEATURE_NAMES, NEEDED_COLUMNS, type DayRow } from "./features/day-rows.ts";
import { fitLogisticRidge, probabilityOfRise, ridgeLearner, type LogisticModel } from "./model/logistic-ridge.ts";
import { accuracy, areaUnderCurve, logLoss } from "./validation/scores.ts";
import { knownRows, walkForward, type WalkForward, type YearResult } from "./validation/walk-forward.ts";
import { forecastTable } from "./zoo/forecast-table.ts";
import { RIDGE, WARM_UP_YEARS } from "./zoo/specs.ts";

const DIGITS = 8;
const HOW = { learn: ridgeLearner(RIDGE), warmUpYears: WARM_UP_YEARS };

interface TrainOptions {
  /** Trains a shadow on another basis of prices too, and says how far it lies. */
  readonly shadowBasis?: "crsp" | undefined;
  /** Only so many days from the end of the series. */
  readonly lastDays?: number | undefined;
}

/** Stage `train`: prices → `predictor/<run_date>/`. */
export async function train(
  run: Run,
  log: (line: string) => void,
  { shadowBasis, lastDays }: TrainOptions = {},
): Promise<void> {
  const prices = await run.require("data/prices");
  const csv = await prices.text("prices.csv");
  const series = parseDailySeries(csv, NEEDED_COLUMNS);
  log(`read ${prices.key}: ${series.dates.length} days`);

  const rows = dayRows(series).slice(lastDays === undefined ? 0 : -lastDays);
  const validated = walkForward(rows, HOW);
  if (validated.years.length === 0) {
    throw new Error(
      `too little history: more than ${WARM_UP_YEARS} years of prices are needed, got ${rows.length} days`,
    );
  }
  const metrics = summarise(validated);
  log(
    `walk-forward ${validated.years[0]?.year} to ${validated.years.at(-1)?.year}: accuracy ${percent(metrics.accuracy)}, always up ${percent(metrics.alwaysUp)}, auc ${metrics.areaUnderCurve}`,
  );

  const shadow = shadowBasis === undefined ? [] : [shadowFile(csv, shadowBasis, validated, run.runDate)];
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
    {
      name: "forecasts.csv",
      body: forecastTable(validated.forecasts),
      rows: validated.forecasts.length,
      contentType: "text/csv",
    },
    ...shadow,
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

/** The same model on the other basis, day by day beside this one. */
function shadowFile(csv: string, basis: "crsp", { forecasts: own }: WalkForward, runDate: string): ArtifactFile {
  const rows = dayRows(adjustedBasis(parseDailySeries(csv, [...NEEDED_COLUMNS, "adjclose"])));
  const { forecasts } = walkForward(rows, HOW);
  const said = new Map(own.map(({ date, probability }) => [date, probability]));
  const shared = forecasts.filter(({ date }) => said.has(date));
  const apart = shared.map(({ date, probability }) => Math.abs(probability - (said.get(date) as number)));
  const body = {
    runDate,
    basis,
    days: shared.length,
    accuracy: roundTo(DIGITS, accuracy(forecasts)),
    logLoss: roundTo(DIGITS, logLoss(forecasts)),
    sameSide: shared.filter(({ date, probability }) => probability > 0.5 === (said.get(date) as number) > 0.5).length,
    largestDifference: roundTo(DIGITS, Math.max(0, ...apart)),
  };
  return { name: `shadow_${basis}.json`, body: json(body), contentType: "application/json" };
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
    levels: [{ name: "guessing", value: 0.5 }],
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
