import { readFile } from "node:fs/promises";
import path from "node:path";

import { fileRecord, installedLibrary, type FileRecord } from "@alpha-engine/artifacts";

import { parseDailySeries, type DailySeries } from "../../series/daily-series.ts";

export const PRICE_COLUMNS = ["open", "high", "low", "close", "adjclose", "volume"] as const;
export type PriceColumn = (typeof PRICE_COLUMNS)[number];

interface VendorSeries {
  readonly series: DailySeries<PriceColumn>;
  /** Which bytes they were, for the manifest. */
  readonly record: FileRecord;
}

const FILE = "data/sp500-2000.csv";

/**
 * The daily S&P 500 since 2000. The package's `exports` do not offer its data, so the file is found beside its code.
 *
 * @param lastDays - only so many days from the end.
 */
export async function readVendorSeries(lastDays: number = Number.POSITIVE_INFINITY): Promise<VendorSeries> {
  const { name, version, folder } = installedLibrary("vega-datasets", import.meta.resolve("vega-datasets"));
  const body = await readFile(path.join(folder, FILE));
  const [header = "", ...days] = body.toString("utf8").trimEnd().split("\n");
  const series = parseDailySeries(
    [header, ...days.slice(Math.max(0, days.length - lastDays))].join("\n"),
    PRICE_COLUMNS,
  );
  return { series, record: fileRecord(`npm:${name}@${version}/${FILE}`, body, days.length) };
}
