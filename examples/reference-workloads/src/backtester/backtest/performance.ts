import { roundTo } from "../../series/round-to.ts";

export interface Performance {
  /** Compound return per year. */
  readonly annualReturn: number;
  /** Annualised deviation of the daily returns. */
  readonly volatility: number;
  /** Annualised mean over annualised deviation, without a risk-free rate; 0 when nothing moved. */
  readonly sharpe: number;
  /** Greatest loss from a peak, as a positive fraction. */
  readonly maxDrawdown: number;
}

const TRADING_DAYS = 252;
const DIGITS = 8;

/** Measures a stretch of an equity curve; its first value is the base and counts no return. */
export function performance(equity: Float64Array): Performance {
  const returns = equity.subarray(1).map((worth, index) => worth / (equity[index] as number) - 1);
  const mean = sum(returns) / returns.length;
  const deviation = Math.sqrt(sum(returns.map((value) => (value - mean) ** 2)) / (returns.length - 1));
  const growth = (equity.at(-1) as number) / (equity[0] as number);
  const measured = {
    annualReturn: growth ** (TRADING_DAYS / returns.length) - 1,
    volatility: deviation * Math.sqrt(TRADING_DAYS),
    sharpe: deviation === 0 ? 0 : (mean / deviation) * Math.sqrt(TRADING_DAYS),
    maxDrawdown: maxDrawdown(equity),
  };
  return Object.fromEntries(
    Object.entries(measured).map(([name, value]) => [name, roundTo(DIGITS, value)]),
  ) as typeof measured;
}

function maxDrawdown(equity: Float64Array): number {
  let peak = 0;
  let deepest = 0;
  for (const worth of equity) {
    peak = Math.max(peak, worth);
    deepest = Math.max(deepest, 1 - worth / peak);
  }
  return deepest;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
