export interface Simulation {
  /** Worth of 1 invested at the close of the first day, day by day from there. */
  readonly equity: Float64Array;
  readonly trades: number;
}

interface SimulationOptions {
  /** Index of the first day. */
  readonly start: number;
  /** Cost of a trade, in hundredths of a percent of what is traded. */
  readonly costBps: number;
}

/** Compounds the returns of the days on which something was held, less the cost of each change. */
export function simulate(close: Float64Array, held: Float64Array, { start, costBps }: SimulationOptions): Simulation {
  const cost = costBps / 10_000;
  const equity = new Float64Array(close.length - start);
  let trades = 0;
  let worth = 1;
  for (let day = start; day < close.length; day++) {
    const before = day === start ? 0 : (held[day - 1] as number);
    if (before !== 0) worth *= 1 + before * ((close[day] as number) / (close[day - 1] as number) - 1);
    const traded = Math.abs((held[day] as number) - before);
    if (traded !== 0) {
      worth *= 1 - cost * traded;
      trades++;
    }
    equity[day - start] = worth;
  }
  return { equity, trades };
}
