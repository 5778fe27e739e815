import { performance, type Performance } from "./performance.ts";
import { simulate } from "./simulate.ts";
import { type Averages, positions, runningAverages, sharedAverages, type Market, type Strategy } from "./strategy.ts";

export interface Candidate {
  readonly strategy: Strategy;
  readonly trades: number;
  readonly equity: Float64Array;
  readonly positions: Float64Array;
  readonly inSample: Performance;
  readonly outOfSample: Performance;
}

export interface Sweep {
  readonly candidates: readonly Candidate[];
  readonly chosen: Candidate;
  /** Held from the first day to the last. */
  readonly buyAndHold: Omit<Candidate, "strategy">;
  /** Index of the first day of every simulation: the slowest average is known by then. */
  readonly start: number;
  /** Index of the first day that the choice has not seen. */
  readonly split: number;
}

export const COST_BPS = 5;

const FAST = [10, 20, 50, 75] as const;
const SLOW = [100, 150, 200, 250] as const;
const MAX_VOLATILITY = [null, 0.3, 0.2, 0.15] as const;
const IN_SAMPLE_SHARE = 0.65;
const LEAST_DAYS = 500;

interface SweepOptions {
  /** Compute each average once for all candidates; the result is the same. @default false */
  readonly vectorized?: boolean | undefined;
  /** Only the first so many candidates. @default all of them */
  readonly candidates?: number | undefined;
}

/** Every combination over the same days; the choice is made on the first part of them alone. */
export function sweep(market: Market, { vectorized = false, candidates: limit }: SweepOptions = {}): Sweep {
  const days = market.close.length;
  const start = Math.max(...SLOW) - 1;
  if (days - start < LEAST_DAYS) {
    throw new Error(`too little history: ${start + LEAST_DAYS} days of prices are needed, got ${days}`);
  }
  const split = start + Math.round((days - start) * IN_SAMPLE_SHARE);

  const measure = (held: Float64Array): Omit<Candidate, "strategy"> => {
    const { equity, trades } = simulate(market.close, held, { start, costBps: COST_BPS });
    return {
      trades,
      equity,
      positions: held,
      inSample: performance(equity.subarray(0, split - start)),
      // The last day before the split is the base of the first return after it.
      outOfSample: performance(equity.subarray(split - start - 1)),
    };
  };

  const shared = vectorized ? sharedAverages(market.close) : undefined;
  const averages = (): Averages => shared ?? runningAverages(market.close);
  const candidates = strategies()
    .slice(0, limit)
    .map((strategy) => ({ strategy, ...measure(positions(market, strategy, averages())) }));
  const [chosen] = candidates.toSorted((a, b) => b.inSample.sharpe - a.inSample.sharpe || a.trades - b.trades);
  return { candidates, chosen: chosen as Candidate, buyAndHold: measure(new Float64Array(days).fill(1)), start, split };
}

function strategies(): readonly Strategy[] {
  return FAST.flatMap((fast) =>
    SLOW.flatMap((slow) => MAX_VOLATILITY.map((maxVolatility) => ({ fast, slow, maxVolatility }))),
  );
}
