import type { Strategy } from "../backtest/strategy.ts";
import { slidingDeviation, slidingMean } from "./sliding.ts";

export interface ReplayedDay {
  readonly date: string;
  readonly equity: number;
  readonly position: 0 | 1;
}

export interface Replay {
  readonly days: readonly ReplayedDay[];
  readonly trades: number;
}

interface ReplayOptions {
  readonly strategy: Strategy;
  readonly costBps: number;
  /** First day on which it may trade. */
  readonly start: string;
}

const VOLATILITY_DAYS = 21;
const TRADING_DAYS = 252;

/**
 * Lives through the days one by one with an account of cash and shares, and buys and sells at the close. It knows
 * closes only and shares no code with the simulation: averages and volatility are its own.
 */
export function replayTrades(
  market: Iterable<readonly [date: string, close: number]>,
  { strategy, costBps, start }: ReplayOptions,
): Replay {
  const fast = slidingMean(strategy.fast);
  const slow = slidingMean(strategy.slow);
  const volatility = slidingDeviation(VOLATILITY_DAYS);
  const kept = 1 - costBps / 10_000;
  const account = { cash: 1, shares: 0 };
  const days: ReplayedDay[] = [];
  let trades = 0;
  let yesterday: number | undefined;

  for (const [date, close] of market) {
    const [quick, sluggish] = [fast(close), slow(close)];
    const turbulence = yesterday === undefined ? undefined : volatility(close / yesterday - 1);
    yesterday = close;
    if (date < start) continue;

    const isCalm =
      strategy.maxVolatility === null ||
      (turbulence !== undefined && turbulence * Math.sqrt(TRADING_DAYS) <= strategy.maxVolatility);
    const wantsIn = isCalm && quick !== undefined && sluggish !== undefined && quick > sluggish;
    if (wantsIn && account.shares === 0) {
      account.shares = (account.cash * kept) / close;
      account.cash = 0;
      trades++;
    } else if (!wantsIn && account.shares > 0) {
      account.cash = account.shares * close * kept;
      account.shares = 0;
      trades++;
    }
    days.push({ date, equity: account.cash + account.shares * close, position: account.shares > 0 ? 1 : 0 });
  }
  return { days, trades };
}
