import type { DailySeries } from "../../series/daily-series.ts";
import type { ReplayedDay } from "./replay-trades.ts";

interface DayDifference {
  readonly date: string;
  /** NaN where the day is missing on that side. */
  readonly simulated: number;
  readonly replayed: number;
  /** Of the simulated equity; NaN where either is missing. */
  readonly relative: number;
  readonly samePosition: boolean;
}

export interface Comparison {
  readonly days: readonly DayDifference[];
  /** Largest relative difference of any day. */
  readonly largest: number;
  /** Days that are missing on one side, hold something else, or differ by more than the tolerance. */
  readonly broken: readonly string[];
}

/** Sets the simulated days beside the replayed ones. */
export function compareDays(
  { dates, columns }: DailySeries<"equity" | "position">,
  replayed: readonly ReplayedDay[],
  tolerance: number,
): Comparison {
  const simulatedDay = new Map(dates.map((date, day) => [date, day]));
  const replayedDay = new Map(replayed.map((day) => [day.date, day]));
  const days = [...new Set([...simulatedDay.keys(), ...replayedDay.keys()])].toSorted().map((date): DayDifference => {
    const day = simulatedDay.get(date) ?? -1;
    const other = replayedDay.get(date);
    const simulated = columns.equity[day] ?? Number.NaN;
    const equity = other?.equity ?? Number.NaN;
    return {
      date,
      simulated,
      replayed: equity,
      relative: (equity - simulated) / simulated,
      samePosition: columns.position[day] === other?.position,
    };
  });
  return {
    days,
    largest: days.reduce((largest, { relative }) => Math.max(largest, Math.abs(relative) || 0), 0),
    broken: days
      .filter(({ relative, samePosition }) => !samePosition || !(Math.abs(relative) <= tolerance))
      .map(({ date }) => date),
  };
}
