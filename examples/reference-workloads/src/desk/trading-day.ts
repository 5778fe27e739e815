/** Whether the exchange in New York is open on a day (YYYY-MM-DD); days closed for other reasons than the calendar's are not known. */
export function isTradingDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  const weekday = date.getUTCDay();
  return weekday !== 0 && weekday !== 6 && !holidaysOf(date.getUTCFullYear()).has(day);
}

const [MONDAY, THURSDAY] = [1, 4];

function holidaysOf(year: number): ReadonlySet<string> {
  const goodFriday = new Date(easter(year));
  goodFriday.setUTCDate(goodFriday.getUTCDate() - 2);
  return new Set([
    // On a Saturday it is not moved to the Friday: that is the old year's.
    ...(weekdayOf(year, 1, 1) === 6 ? [] : [observed(year, 1, 1)]),
    nth(year, 1, MONDAY, 3),
    nth(year, 2, MONDAY, 3),
    iso(goodFriday),
    last(year, 5, MONDAY),
    ...(year < 2022 ? [] : [observed(year, 6, 19)]),
    observed(year, 7, 4),
    nth(year, 9, MONDAY, 1),
    nth(year, 11, THURSDAY, 4),
    observed(year, 12, 25),
  ]);
}

/** On the Friday before a Saturday, on the Monday after a Sunday. */
function observed(year: number, month: number, day: number): string {
  const shift = { 6: -1, 0: 1 }[weekdayOf(year, month, day)] ?? 0;
  return iso(new Date(Date.UTC(year, month - 1, day + shift)));
}

function nth(year: number, month: number, weekday: number, count: number): string {
  const first = (weekday - weekdayOf(year, month, 1) + 7) % 7;
  return iso(new Date(Date.UTC(year, month - 1, 1 + first + 7 * (count - 1))));
}

function last(year: number, month: number, weekday: number): string {
  const end = new Date(Date.UTC(year, month, 0));
  end.setUTCDate(end.getUTCDate() - ((end.getUTCDay() - weekday + 7) % 7));
  return iso(end);
}

function weekdayOf(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

function iso(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** By the Gregorian computus in the form of Meeus, Jones and Butcher. */
function easter(year: number): number {
  const a = year % 19;
  const [b, c] = [Math.floor(year / 100), year % 100];
  const [d, e] = [Math.floor(b / 4), b % 4];
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const [i, k] = [Math.floor(c / 4), c % 4];
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return Date.UTC(year, Math.floor(n / 31) - 1, (n % 31) + 1);
}
