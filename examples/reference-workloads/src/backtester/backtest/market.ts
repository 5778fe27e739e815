import { parseDailySeries } from "../../series/daily-series.ts";
import type { Run } from "../../stages/open-run.ts";
import type { Market } from "./strategy.ts";

export interface DatedMarket extends Market {
  readonly dates: readonly string[];
}

/** The prices of the run, whole or from the end. */
export async function readMarket(
  run: Run,
  log: (line: string) => void,
  lastDays: number = Number.POSITIVE_INFINITY,
): Promise<DatedMarket> {
  const prices = await run.require("data/prices");
  const { dates, columns } = parseDailySeries(await prices.text("prices.csv"), ["close", "volatility_21d"]);
  const from = Math.max(0, dates.length - lastDays);
  log(`read ${prices.key}: ${dates.length - from} days`);
  return {
    dates: dates.slice(from),
    close: columns.close.subarray(from),
    volatility: columns.volatility_21d.subarray(from),
  };
}
