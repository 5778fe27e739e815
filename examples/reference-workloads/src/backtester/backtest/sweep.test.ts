import { expect, test } from "vitest";

import { realPrices } from "../../../testing/real-prices.ts";
import { performance } from "./performance.ts";
import { simulate } from "./simulate.ts";
import { positions, type Market } from "./strategy.ts";
import { sweep } from "./sweep.ts";

const { columns } = realPrices();
const market: Market = { close: columns.close, volatility: columns.volatility_21d };
const strategy = { fast: 20, slow: 100, maxVolatility: 0.3 };

test("what is held on a day was decided with that day and the days before it only", () => {
  const today = 2500;
  const rewritten = {
    close: market.close.map((value, day) => (day > today ? value / (day - today) : value)),
    volatility: market.volatility.map((value, day) => (day > today ? 9 : value)),
  };
  const honest = positions(market, strategy);
  expect(positions(rewritten, strategy).subarray(0, today + 1)).toEqual(honest.subarray(0, today + 1));
  expect(positions(rewritten, strategy)).not.toEqual(honest);
});

test("nothing is held before the slow average is known, nor while the market is too volatile", () => {
  const held = positions(market, strategy);
  expect(held.subarray(0, 99).some((position) => position !== 0)).toBe(false);
  const heldVolatility = market.volatility.filter((_, day) => held[day] === 1);
  expect(heldVolatility.length).toBeGreaterThan(1000);
  expect(Math.max(...heldVolatility)).toBeLessThanOrEqual(0.3);
});

test("holding earns the return of the next day, and each change costs", () => {
  const close = Float64Array.of(100, 110, 99, 99);
  const { equity, trades } = simulate(close, Float64Array.of(1, 1, 0, 0), { start: 0, costBps: 10 });
  expect([...equity]).toEqual(
    [0.999, 0.999 * 1.1, 0.999 * 0.99 * 0.999, 0.999 * 0.99 * 0.999].map((worth) => expect.closeTo(worth, 12)),
  );
  expect(trades).toBe(2);
  expect([...simulate(close, new Float64Array(4), { start: 0, costBps: 10 }).equity]).toEqual([1, 1, 1, 1]);
});

test("performance is what paper and pencil give", () => {
  const { annualReturn, maxDrawdown, sharpe } = performance(Float64Array.of(1, 2, 1, 1.5));
  expect(annualReturn).toBeCloseTo(1.5 ** 84 - 1, -10);
  expect(maxDrawdown).toBe(0.5);
  expect(sharpe).toBeCloseTo(
    (1 / 3 / Math.sqrt(((1 - 1 / 3) ** 2 + (-0.5 - 1 / 3) ** 2 + (0.5 - 1 / 3) ** 2) / 2)) * Math.sqrt(252),
    6,
  );
  expect(performance(Float64Array.of(1, 1, 1)).sharpe).toBe(0);
});

test("the choice is the best of the days before the split, and no later day has a say in it", () => {
  const honest = sweep(market);
  expect(honest.candidates).toHaveLength(64);
  const best = Math.max(...honest.candidates.map(({ inSample }) => inSample.sharpe));
  expect(honest.chosen.inSample.sharpe).toBe(best);

  const rewritten = {
    close: market.close.map((value, day) => (day >= honest.split ? value * (1 + 0.1 * Math.sin(day)) : value)),
    volatility: market.volatility.map((value, day) => (day >= honest.split ? 0.1 : value)),
  };
  const other = sweep(rewritten);
  expect(other.chosen.strategy).toEqual(honest.chosen.strategy);
  expect(other.chosen.inSample).toEqual(honest.chosen.inSample);
  expect(other.chosen.outOfSample).not.toEqual(honest.chosen.outOfSample);
});

test("too little history is refused instead of swept", () => {
  const short = { close: market.close.slice(0, 700), volatility: market.volatility.slice(0, 700) };
  expect(() => sweep(short)).toThrow("749 days of prices are needed, got 700");
});

test("averages that are computed once give the same sweep", () => {
  const { close, volatility_21d: volatility } = realPrices().columns;
  const [plain, vectorized] = [false, true].map((vectorized) => sweep({ close, volatility }, { vectorized }));
  expect(vectorized).toEqual(plain);
});
