import { expect, test } from "vitest";

import { realPrices } from "../../../testing/real-prices.ts";
import { simulate } from "../backtest/simulate.ts";
import { positions, type Strategy } from "../backtest/strategy.ts";
import { compareDays } from "./compare-days.ts";
import { replayTrades } from "./replay-trades.ts";
import { slidingDeviation, slidingMean } from "./sliding.ts";

const { dates, columns } = realPrices();
const START = 249;
const COST_BPS = 5;
const days = dates.map((date, day) => [date, columns.close[day] as number] as const);

function bothWays(strategy: Strategy): {
  simulated: Parameters<typeof compareDays>[0];
  replay: ReturnType<typeof replayTrades>;
} {
  const held = positions({ close: columns.close, volatility: columns.volatility_21d }, strategy);
  const { equity } = simulate(columns.close, held, { start: START, costBps: COST_BPS });
  return {
    simulated: { dates: dates.slice(START), columns: { equity, position: held.subarray(START) } },
    replay: replayTrades(days, { strategy, costBps: COST_BPS, start: dates[START] as string }),
  };
}

test.each([
  { fast: 10, slow: 100, maxVolatility: null },
  { fast: 50, slow: 250, maxVolatility: 0.2 },
  { fast: 75, slow: 150, maxVolatility: 0.15 },
])("cash and shares, day by day, come to what the compounded returns come to: %j", (strategy) => {
  const { simulated, replay } = bothWays(strategy);
  const { broken, largest } = compareDays(simulated, replay.days, 1e-9);
  expect(broken).toEqual([]);
  expect(largest).toBeLessThan(1e-11);
  expect(replay.trades).toBeGreaterThan(10);
});

test("a difference of one in a million, another position and a missing day are each found on their day", () => {
  const { simulated, replay } = bothWays({ fast: 50, slow: 250, maxVolatility: 0.2 });
  const plant = (column: "equity" | "position", change: (value: number) => number): typeof simulated => {
    const changed = simulated.columns[column].map((value, day) => (day === 1000 ? change(value) : value));
    return { ...simulated, columns: { ...simulated.columns, [column]: changed } };
  };
  const day = simulated.dates[1000];
  expect(
    compareDays(
      plant("equity", (value) => value * 1.000001),
      replay.days,
      1e-9,
    ).broken,
  ).toEqual([day]);
  expect(
    compareDays(
      plant("position", (value) => 1 - value),
      replay.days,
      1e-9,
    ).broken,
  ).toEqual([day]);
  expect(
    compareDays(
      plant("equity", () => Number.NaN),
      replay.days,
      1e-9,
    ).broken,
  ).toEqual([day]);
  expect(compareDays(simulated, replay.days.toSpliced(1000, 1), 1e-9).broken).toEqual([day]);
});

test("sliding figures are those of the window, however long it slides", () => {
  const mean = slidingMean(21);
  const deviation = slidingDeviation(21);
  let means: number | undefined;
  let deviations: number | undefined;
  for (const close of columns.close) [means, deviations] = [mean(close), deviation(close)];
  const window = columns.close.slice(-21);
  const centre = window.reduce((sum, value) => sum + value, 0) / 21;
  expect(means).toBeCloseTo(centre, 8);
  expect(deviations).toBeCloseTo(Math.sqrt(window.reduce((sum, value) => sum + (value - centre) ** 2, 0) / 20), 8);
  expect(slidingMean(3)(1)).toBeUndefined();
});
