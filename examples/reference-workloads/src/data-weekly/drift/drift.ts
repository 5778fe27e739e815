import { lineChart } from "../../chart/line-chart.ts";
import { formatCsv } from "../../series/csv.ts";
import { parseDailySeries, type DailySeries } from "../../series/daily-series.ts";
import type { Run } from "../../stages/open-run.ts";
import {
  DRIFTED,
  FEATURES,
  featureDrift,
  RECENT_DAYS,
  REFERENCE_DAYS,
  type Feature,
  type FeatureDrift,
  windowsBefore,
} from "./feature-drift.ts";

interface DriftOptions {
  readonly dryRun?: boolean;
  /** Say so for each feature that has drifted. */
  readonly alert?: boolean;
}

/** A quarter of trading: the chart looks again so often. */
const STEP_DAYS = 63;

/** Stage `drift`: prices → `data/<run_date>/drift/`. What has drifted is told and fails nothing. */
export async function drift(
  run: Run,
  log: (line: string) => void,
  { dryRun = false, alert = false }: DriftOptions = {},
): Promise<void> {
  const prices = await run.require("data/prices");
  const series = parseDailySeries(await prices.text("prices.csv"), FEATURES);
  const { dates } = series;
  log(`read ${prices.key}: ${dates.length} days`);

  const window = windowsBefore(dates.length, series);
  if (window === undefined) throw new Error(`too little history: ${dates.length} days are too few to compare years`);
  const found = featureDrift(series, window);
  for (const { feature, psi, ks, verdict } of found) {
    log(
      `${alert && verdict === "drifted" ? "ALERT " : ""}${feature}: ${verdict}, PSI ${psi.toFixed(3)}, KS ${ks.toFixed(3)}`,
    );
  }
  if (dryRun) return log("dry run: nothing is written");

  const days = ([from, to]: readonly [number, number]): object => ({
    from: dates[from],
    to: dates[to - 1],
    days: to - from,
  });
  const report = {
    schemaVersion: 1,
    runDate: run.runDate,
    verdict: found.some(({ verdict }) => verdict === "drifted") ? "drifted" : "stable",
    reference: days(window.reference),
    recent: days(window.recent),
    features: found,
  };
  const { key } = await run.publish("data/drift", [
    { name: "drift.json", body: `${JSON.stringify(report, null, 2)}\n`, contentType: "application/json" },
    { name: "drift.csv", body: driftTable(found), rows: found.length, contentType: "text/csv" },
    { name: "drift.svg", body: driftChart(series), contentType: "image/svg+xml" },
  ]);
  log(`published s3://${run.bucket}/${key}`);
}

function driftTable(found: readonly FeatureDrift[]): string {
  return formatCsv(
    ["feature", "psi", "ks", "ks_p", "reference_mean", "recent_mean", "verdict"],
    found.map(({ feature, psi, ks, ksP, referenceMean, recentMean, verdict }) => [
      feature,
      psi,
      ks,
      ksP,
      referenceMean,
      recentMean,
      verdict,
    ]),
  );
}

/** The same comparison at the end of each quarter: whether today is unusual shows beside the other days. */
function driftChart(series: DailySeries<Feature>): string {
  const { dates } = series;
  const looks: { readonly date: string; readonly found: readonly FeatureDrift[] }[] = [];
  for (let end = dates.length; end > 0; end -= STEP_DAYS) {
    const window = windowsBefore(end, series);
    if (window === undefined) break;
    looks.unshift({ date: dates[end - 1] as string, found: featureDrift(series, window) });
  }
  return lineChart({
    title: "Drift of the features",
    subtitle: `stability index of the last ${RECENT_DAYS} days against up to ${REFERENCE_DAYS} days before them, logarithmic`,
    x: looks.map(({ date }) => date),
    yLabel: "population stability index",
    yScale: "log",
    lines: FEATURES.map((name, at) => ({
      name: name.replaceAll("_", " "),
      values: looks.map(({ found }) => Math.max(found[at]?.psi ?? Number.NaN, 0.01)),
    })),
    levels: [{ name: "drifted from here", value: DRIFTED }],
  });
}
