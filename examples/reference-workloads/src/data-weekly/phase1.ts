import { lineChart } from "../chart/line-chart.ts";
import { formatDailySeries, parseDailySeries, type DailySeries } from "../series/daily-series.ts";
import type { Run } from "../stages/open-run.ts";
import { PRICE_COLUMNS, type PriceColumn } from "./enrich/vendor-series.ts";
import { priceFeatures } from "./features/price-features.ts";
import { validatePrices, type Validation } from "./validation/validate-prices.ts";

/** Stage `phase1`: daily closes → `data/<run_date>/prices/`, when they are valid. */
export async function phase1(run: Run, log: (line: string) => void): Promise<void> {
  const closes = await run.require("data/daily_closes");
  const series = parseDailySeries(await closes.text("closes.csv"), PRICE_COLUMNS);
  log(`read ${closes.key}: ${series.dates.length} days`);

  const validation = validatePrices(series);
  for (const { name, verdict, count } of validation.checks)
    log(`${name}: ${verdict}${count === 0 ? "" : ` (${count})`}`);
  refuseInvalid(validation);

  const features = priceFeatures(series);
  const { key } = await run.publish("data/prices", [
    {
      name: "prices.csv",
      body: formatDailySeries({ dates: series.dates, columns: { ...series.columns, ...features } }),
      rows: series.dates.length,
      contentType: "text/csv",
    },
    {
      name: "validation.json",
      body: `${JSON.stringify({ schemaVersion: 1, runDate: run.runDate, ...validation }, null, 2)}\n`,
      contentType: "application/json",
    },
    { name: "prices.svg", body: priceChart(series, validation), contentType: "image/svg+xml" },
  ]);
  log(`published s3://${run.bucket}/${key}`);
}

function refuseInvalid({ checks }: Validation): void {
  const broken = checks.filter(({ verdict }) => verdict === "invalid");
  if (broken.length === 0) return;
  const reasons = broken.map(({ name, rule, count, examples }) => {
    const shown = examples.slice(0, 3).join(", ");
    return `${name} (${rule}) broken on ${count} days: ${shown}${count > 3 ? ", …" : ""}`;
  });
  throw new Error(`the daily closes are invalid: ${reasons.join("; ")}`);
}

function priceChart({ dates, columns }: DailySeries<PriceColumn>, { checks }: Validation): string {
  const gaps = checks
    .filter(({ name }) => name === "special_closures" || name === "missing_days")
    .flatMap(({ examples }) => examples);
  return lineChart({
    title: "S&P 500, daily close",
    subtitle: `${dates.length} trading days, ${dates[0]} to ${dates.at(-1)}, logarithmic`,
    x: dates,
    yLabel: "index points",
    yScale: "log",
    lines: [{ name: "close", values: columns.close }],
    marks: { name: "weekday without trading, holidays aside", days: gaps },
  });
}
