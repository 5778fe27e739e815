import { readFileSync } from "node:fs";
import { join } from "node:path";

import { installedLibrary } from "@alpha-engine/artifacts";

import { getReport, putReport } from "../reports/reports.ts";
import { parseDailySeries } from "../series/daily-series.ts";
import type { Place } from "./place.ts";

interface Close {
  readonly date: string;
  readonly close: number;
}
type Orders = readonly { readonly ticker: string; readonly shares: number }[];

const SHARES = 10;

/** The last close of the series on or before the day. */
export async function capturePostMarket(place: Place): Promise<string> {
  const { folder } = installedLibrary("vega-datasets", import.meta.resolve("vega-datasets"));
  const { dates, columns } = parseDailySeries(readFileSync(join(folder, "data/sp500-2000.csv"), "utf8"), ["close"]);
  const day = dates.findLastIndex((date) => date <= place.runDate);
  if (day === -1) throw new Error(`the series begins on ${dates[0] ?? "no day"}, after ${place.runDate}`);
  const close: Close = { date: dates[day] ?? "", close: columns.close[day] ?? Number.NaN };
  return `close of ${close.date}: ${await putReport(place, "post-market", close)}`;
}

/** Buys what is predicted to rise, sells what is predicted to fall. */
export async function planOrders(place: Place): Promise<string> {
  const { predictions } = await needed<{ predictions: Readonly<Record<string, number>> }>(place, "predictions");
  const orders: Orders = Object.entries(predictions).map(([ticker, value]) => ({
    ticker,
    shares: Math.sign(value) * SHARES,
  }));
  return `${orders.length} orders: ${await putReport(place, "orders", { orders })}`;
}

/** What was ordered is held; a day without orders holds nothing. */
export async function captureSnapshot(place: Place): Promise<string> {
  const planned = (await getReport(place, "orders")) as { readonly orders: Orders } | undefined;
  const positions = planned?.orders ?? [];
  return `${positions.length} positions: ${await putReport(place, "snapshot", { positions })}`;
}

export async function reconcile(place: Place): Promise<string> {
  const { positions } = await needed<{ positions: Orders }>(place, "snapshot");
  const { close, date } = await needed<Close>(place, "post-market");
  const value = positions.reduce((sum, { shares }) => sum + shares * close, 0);
  return `worth ${value.toFixed(2)} at the close of ${date}: ${await putReport(place, "reconciliation", { value, date })}`;
}

async function needed<T>(place: Place, name: string): Promise<T> {
  const found = await getReport(place, name);
  if (found === undefined) throw new Error(`reports/${place.runDate}/${name}.json does not exist in ${place.bucket}`);
  return found as T;
}
