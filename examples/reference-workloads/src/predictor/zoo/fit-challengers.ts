import { parseDailySeries } from "../../series/daily-series.ts";
import { roundTo } from "../../series/round-to.ts";
import type { Run } from "../../stages/open-run.ts";
import { dayRows, NEEDED_COLUMNS } from "../features/day-rows.ts";
import { accuracy, logLoss } from "../validation/scores.ts";
import { walkForward } from "../validation/walk-forward.ts";
import { forecastTable } from "./forecast-table.ts";
import { type Spec, WARM_UP_YEARS } from "./specs.ts";

const DIGITS = 8;

/** Prices → `predictor/<run_date>/zoo/<spec>/` for each spec: what it would have said of each day. */
export async function fitChallengers(run: Run, log: (line: string) => void, specs: readonly Spec[]): Promise<void> {
  const prices = await run.require("data/prices");
  const series = parseDailySeries(await prices.text("prices.csv"), NEEDED_COLUMNS);
  log(`read ${prices.key}: ${series.dates.length} days`);
  const rows = dayRows(series);
  for (const { id, description, learn } of specs) {
    const { forecasts } = walkForward(rows, { learn, warmUpYears: WARM_UP_YEARS });
    if (forecasts.length === 0)
      throw new Error(`too little history: more than ${WARM_UP_YEARS} years of prices are needed`);
    const metrics = {
      schemaVersion: 1,
      runDate: run.runDate,
      spec: id,
      description,
      days: forecasts.length,
      accuracy: roundTo(DIGITS, accuracy(forecasts)),
      logLoss: roundTo(DIGITS, logLoss(forecasts)),
    };
    log(`${id}: accuracy ${metrics.accuracy.toFixed(4)}, log loss ${metrics.logLoss.toFixed(5)}`);
    const { key } = await run.publish(`predictor/zoo/${id}`, [
      { name: "forecasts.csv", body: forecastTable(forecasts), rows: forecasts.length, contentType: "text/csv" },
      { name: "metrics.json", body: `${JSON.stringify(metrics, null, 2)}\n`, contentType: "application/json" },
    ]);
    log(`published s3://${run.bucket}/${key}`);
  }
}
