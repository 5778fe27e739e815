import type { DailySeries } from "../../series/daily-series.ts";
import { roundTo } from "../../series/round-to.ts";

export interface Signal {
  readonly name: string;
  readonly direction: "up" | "down" | "neutral";
  /** The figure the direction was read from. */
  readonly value: number;
  readonly reason: string;
}

const TREND_DAYS = 200;
const MOMENTUM_DAYS = 126;
const DIGITS = 6;

/** What the last day of the series says, by three rules of thumb. */
export function marketSignals({ columns }: DailySeries<"close" | "volatility_21d">): readonly Signal[] {
  const { close, volatility_21d: volatility } = columns;
  if (close.length <= TREND_DAYS)
    throw new Error(`more than ${TREND_DAYS} days of prices are needed, got ${close.length}`);
  const last = close.at(-1) as number;
  const trend = last / mean(close.subarray(-TREND_DAYS)) - 1;
  const momentum = last / (close.at(-1 - MOMENTUM_DAYS) as number) - 1;
  const today = volatility.at(-1) as number;
  const known = volatility.filter((value) => !Number.isNaN(value));
  const calmer = known.filter((value) => value < today).length / known.length;
  return [
    signal("trend", trend, 0.01, `close against the mean of ${TREND_DAYS} days`),
    signal("momentum", momentum, 0.02, `change over ${MOMENTUM_DAYS} days`),
    {
      ...signal("volatility", 0.5 - calmer, 0.3, "share of all days that were calmer"),
      value: roundTo(DIGITS, calmer),
    },
  ];
}

/** A value beyond `threshold` on either side has a direction. */
export function signal(name: string, value: number, threshold: number, reason: string): Signal {
  const direction = value > threshold ? "up" : value < -threshold ? "down" : "neutral";
  return { name, direction, value: roundTo(DIGITS, value), reason };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
