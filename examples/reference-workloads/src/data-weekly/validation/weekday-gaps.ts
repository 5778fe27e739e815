import { exchangeClosure } from "./exchange-calendar.ts";

const DAY = 86_400_000;

interface WeekdayGaps {
  /** Weekdays without a row that the exchange's rules explain. */
  readonly holidays: number;
  /** Weekdays without a row on which the exchange was closed against its rules. */
  readonly special: readonly string[];
  /** Weekdays without a row on which the exchange was open: data is missing. */
  readonly unexplained: readonly string[];
}

/** Looks between every two days of the series for weekdays that are not there. */
export function weekdayGaps(dates: readonly string[]): WeekdayGaps {
  let holidays = 0;
  const special: string[] = [];
  const unexplained: string[] = [];
  for (const [index, date] of dates.entries()) {
    const end = Date.parse(dates[index + 1] ?? date);
    for (let at = Date.parse(date) + DAY; at < end; at += DAY) {
      const weekday = new Date(at).getUTCDay();
      if (weekday === 0 || weekday === 6) continue;
      const missing = new Date(at).toISOString().slice(0, 10);
      const closure = exchangeClosure(missing);
      if (closure?.kind === "holiday") holidays++;
      else if (closure?.kind === "special") special.push(missing);
      else unexplained.push(missing);
    }
  }
  return { holidays, special, unexplained };
}
