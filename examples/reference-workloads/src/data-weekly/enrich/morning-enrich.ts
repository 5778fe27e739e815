import { formatDailySeries } from "../../series/daily-series.ts";
import type { Run } from "../../stages/open-run.ts";
import { fillCloses } from "./fill-closes.ts";
import { readVendorSeries } from "./vendor-series.ts";

/** Stage `morning-enrich`: the vendor's series → `data/<run_date>/daily_closes/`. */
export async function morningEnrich(
  run: Run,
  log: (line: string) => void,
  { lastDays = Number.POSITIVE_INFINITY }: { readonly lastDays?: number } = {},
): Promise<void> {
  const vendor = await readVendorSeries(lastDays);
  log(`read ${vendor.record.key}: ${vendor.record.rows} days`);

  const { series, report } = fillCloses(vendor.series, run.runDate);
  log(
    `closes ${report.first} to ${report.last}: ${report.days} days, ${report.filled.length} filled, ${report.unfilled.length} dropped, ${report.disagreements.length} disagreements`,
  );
  if (report.days === 0) throw new Error(`the vendor's series has no day up to run_date ${run.runDate}`);

  const { key } = await run.publish(
    "data/daily_closes",
    [
      { name: "closes.csv", body: formatDailySeries(series), rows: report.days, contentType: "text/csv" },
      {
        name: "report.json",
        body: `${JSON.stringify({ schemaVersion: 1, runDate: run.runDate, source: vendor.record.key, ...report }, null, 2)}\n`,
        contentType: "application/json",
      },
    ],
    { inputs: [vendor.record] },
  );
  log(`published s3://${run.bucket}/${key}`);
}
