import type { DailySeries } from "../../series/daily-series.ts";
import { deviationOf, meanOf, returnsOf } from "./prices.ts";

export interface Regime {
  readonly month: string;
  readonly regime: "calm" | "nervous";
  readonly change: number;
}

/** Every month with how much its days moved against the middle of all months. */
export function regimesOf({ dates, columns }: DailySeries<"close">): readonly Regime[] {
  const returns = returnsOf(columns.close);
  const months = Map.groupBy(returns.keys(), (day) => (dates[day + 1] as string).slice(0, 7));
  const moves = [...months].map(([month, days]) => {
    const own = days.map((day) => returns[day] as number);
    return { month, move: deviationOf(own), change: own.reduce((product, value) => product * (1 + value), 1) - 1 };
  });
  const middle = meanOf(moves.map(({ move }) => move));
  return moves.map(({ month, move, change }) => ({ month, regime: move > middle ? "nervous" : "calm", change }));
}
