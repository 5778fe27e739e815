import { type DailySeries, parseDailySeries } from "../../series/daily-series.ts";
import type { Run } from "../../stages/open-run.ts";
import type { Signal } from "../research/market-signals.ts";

export async function pricesOf(run: Run): Promise<DailySeries<"close" | "volatility_21d">> {
  const prices = await run.require("data/prices");
  return parseDailySeries(await prices.text("prices.csv"), ["close", "volatility_21d"]);
}

/** The closes of the morning, before anything is made of them. */
export async function closesOf(run: Run): Promise<Float64Array> {
  const closes = await run.require("data/daily_closes");
  return parseDailySeries(await closes.text("closes.csv"), ["close"]).columns.close;
}

/** What Research has published for this run date; nothing when it was skipped. */
export async function signalsOf(run: Run): Promise<readonly Signal[] | undefined> {
  const reader = await run.find("signals");
  if (reader === undefined) return undefined;
  return ((await reader.json("signals.json")) as { readonly signals: readonly Signal[] }).signals;
}

/** Changes from day to day, as a share. */
export function returnsOf(close: Float64Array): Float64Array {
  return close.subarray(1).map((value, day) => value / (close[day] as number) - 1);
}

export function meanOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / (values.length || 1);
}

export function deviationOf(values: ArrayLike<number>): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(Array.from(values).map((value) => (value - mean) ** 2)));
}
